package train

import (
	"encoding/binary"
	"hash/crc32"
	"io"
	"math"
	"sort"
	"time"
)

// EventWriter writes scalars as a TensorBoard event file: TFRecord frames
// around Event messages of tensorflow/core/util/event.proto, encoded by hand,
// because four fields do not earn a dependency on a protobuf library.
//
//	frame: length uint64 | masked CRC-32C of the length | data | masked CRC-32C of the data   (little-endian)
//	Event:   1 wall_time double | 2 step int64 | 3 file_version string | 5 summary Summary
//	Summary: 1 repeated Value;  Value: 1 tag string | 2 simple_value float
//
// TensorBoard finds files whose name contains "tfevents".
type EventWriter struct {
	w   io.Writer
	now func() time.Time
}

// NewEventWriter writes the version record that begins every event file. now
// gives the wall time of events; nil means time.Now.
func NewEventWriter(w io.Writer, now func() time.Time) (*EventWriter, error) {
	if now == nil {
		now = time.Now
	}
	e := &EventWriter{w, now}
	event := e.header()
	event = appendBytes(event, 3, []byte("brain.Event:2"))
	return e, e.frame(event)
}

// Scalars writes one event with a value for each tag.
func (e *EventWriter) Scalars(step int, values map[string]float64) error {
	tags := make([]string, 0, len(values))
	for tag := range values {
		tags = append(tags, tag)
	}
	sort.Strings(tags)
	var summary []byte
	for _, tag := range tags {
		value := appendBytes(nil, 1, []byte(tag))
		value = append(value, 2<<3|5) // field 2, 32 bits
		value = binary.LittleEndian.AppendUint32(value, math.Float32bits(float32(values[tag])))
		summary = appendBytes(summary, 1, value)
	}
	event := e.header()
	event = append(event, 2<<3) // field 2, varint
	event = binary.AppendUvarint(event, uint64(step))
	event = appendBytes(event, 5, summary)
	return e.frame(event)
}

// header begins an event with its wall time in seconds.
func (e *EventWriter) header() []byte {
	seconds := float64(e.now().UnixNano()) / 1e9
	return binary.LittleEndian.AppendUint64([]byte{1<<3 | 1}, math.Float64bits(seconds)) // field 1, 64 bits
}

// appendBytes appends a length-delimited field.
func appendBytes(dst []byte, field int, data []byte) []byte {
	dst = append(dst, byte(field<<3|2))
	dst = binary.AppendUvarint(dst, uint64(len(data)))
	return append(dst, data...)
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// maskedCRC is TFRecord's checksum: rotated and offset, because a CRC of data
// that holds CRCs is weak.
func maskedCRC(data []byte) uint32 {
	crc := crc32.Checksum(data, castagnoli)
	return (crc>>15 | crc<<17) + 0xa282ead8
}

// frame writes a record in one call, so that a reader of a growing file sees
// whole records or a short tail, never two writers' halves.
func (e *EventWriter) frame(data []byte) error {
	record := binary.LittleEndian.AppendUint64(nil, uint64(len(data)))
	record = binary.LittleEndian.AppendUint32(record, maskedCRC(record[:8]))
	record = append(record, data...)
	record = binary.LittleEndian.AppendUint32(record, maskedCRC(data))
	_, err := e.w.Write(record)
	return err
}
