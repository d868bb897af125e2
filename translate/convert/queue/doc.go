// Package queue takes the work of a conversion to other machines, over a NATS
// server with JetStream (https://docs.nats.io/nats-concepts/jetstream). Nothing but
// the server is shared: no disk, no clock.
//
//	// where the sources and the outputs are
//	connection, err := queue.Connect(queue.Options{URL: "nats://head:4222"})
//	publisher := connection.Publish(queue.Job{ID: "search-java", Settings: settings})
//	summary, err := plan.Run(ctx, publisher) // a convert.Translator
//
//	// on every other machine
//	connection, err := queue.Connect(queue.Options{URL: "nats://head:4222"})
//	err = connection.Work(ctx, translator, queue.WorkerOptions{Settings: settings})
//
// A conversion has two streams, made by its publisher and removed at its end:
//
//	           transcoder.JOB.work             one consumer that all workers share
//	          ┌─────────────────────┐   take   ┌────────┐
//	 publish  │ key, request        │ ───────► │ worker │ translates some tens of
//	────────► │ key, request ...    │ ◄─────── │        │ requests at once
//	          └─────────────────────┘   ack    └────────┘
//	publisher                                      │ before the ack
//	          ┌─────────────────────┐              │
//	◄──────── │ key, outcome ...    │ ◄────────────┘
//	   take   └─────────────────────┘
//	           transcoder.JOB.result
//
// A worker says every few seconds that it is still at its work; where it does not,
// because it was killed or cut off, the server gives the work to another one
// (AckWait). Both may then end up with a result. A key is a hash of its request, and
// a translation depends on nothing but its request and the Settings: the first
// result of a key counts, every other is the same and is dropped. So each file is
// written once by the one process that has the output folder, whatever is killed,
// and its bytes are those that one process alone would have made.
//
// What does not fit into a message of the server goes through an object store.
package queue
