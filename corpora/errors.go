package corpora

import "errors"

// What the errors of Build are about. A command has an exit code for each.
var (
	ErrOptions = errors.New("options that make no sense")
	ErrInput   = errors.New("an input that can't be read")
	ErrExists  = errors.New("a corpus that is there already")
	ErrOutput  = errors.New("a corpus that can't be written")
)

// about marks err as one about kind, which errors.Is finds; its message is
// unchanged. An error keeps the first mark.
func about(kind, err error) error {
	var marked *aboutError
	if err == nil || errors.As(err, &marked) {
		return err
	}
	return &aboutError{kind, err}
}

type aboutError struct{ kind, error error }

func (e *aboutError) Error() string        { return e.error.Error() }
func (e *aboutError) Unwrap() error        { return e.error }
func (e *aboutError) Is(target error) bool { return target == e.kind }
