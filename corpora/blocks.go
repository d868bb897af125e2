package corpora

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"iter"
	"os"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// A file of blocks is a zstd file that grows: each block is a zstd frame behind a
// skippable one (RFC 8878, section 3.1.2), which holds the frame's length and
// checksum. zstd -d reads it like any other; whoever appends to it knows where the
// last whole block ends.

// skippableMagic is the first of the sixteen numbers that a skippable frame can
// begin with.
const skippableMagic = 0x184D2A50

// blockHead is the length in bytes of the skippable frame: magic, length of what
// follows (12), length of the block's frame, its CRC-32C, and that of these 16
// bytes: a length that is wrong must not look like a file that ends early.
const blockHead = 20

// headStart is what every head begins with.
var headStart = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, skippableMagic), blockHead-8)

// maxBlock bounds a block in bytes, packed and unpacked.
const maxBlock = 64 << 20

// errTorn says that a file ends within a block.
var errTorn = errors.New("half a block at the end of the file")

var errNoBlock = errors.New("no block begins here")

// writeBlock appends text to a file as one block, in one write, and syncs it.
func writeBlock(f *os.File, text []byte) error {
	if len(text) > maxBlock {
		return fmt.Errorf("block of %d bytes, expected at most %d", len(text), maxBlock)
	}
	encoder, err := blockEncoder()
	if err != nil {
		return err
	}
	block := encoder.EncodeAll(text, make([]byte, blockHead))
	copy(block, headStart)
	binary.LittleEndian.PutUint32(block[8:], uint32(len(block)-blockHead))
	binary.LittleEndian.PutUint32(block[12:], crc32.Checksum(block[blockHead:], castagnoli))
	binary.LittleEndian.PutUint32(block[16:], crc32.Checksum(block[:16], castagnoli))
	if _, err := f.Write(block); err != nil {
		return err
	}
	return f.Sync()
}

// block is a whole block of a file.
type block struct {
	text []byte
	end  int64 // offset behind it
}

// readBlocks reads blocks until the end of the file, or until an error: errTorn
// where the last one is not whole, another where one is damaged.
func readBlocks(r io.Reader) iter.Seq2[block, error] {
	return func(yield func(block, error) bool) {
		end := int64(0)
		head := make([]byte, blockHead)
		for {
			n, err := io.ReadFull(r, head)
			if err == io.EOF {
				return
			}
			if err == nil {
				var text []byte
				if text, n, err = readBlock(r, head); err == nil {
					end += blockHead + int64(n)
					if !yield(block{text, end}, nil) {
						return
					}
					continue
				}
			} else if errors.Is(err, io.ErrUnexpectedEOF) {
				if err = errTorn; !bytes.HasPrefix(headStart, head[:min(n, len(headStart))]) {
					err = errNoBlock
				}
			}
			yield(block{}, err)
			return
		}
	}
}

// readBlock reads what follows a head and returns its text and packed length.
func readBlock(r io.Reader, head []byte) (text []byte, length int, err error) {
	if !bytes.HasPrefix(head, headStart) || binary.LittleEndian.Uint32(head[16:]) != crc32.Checksum(head[:16], castagnoli) {
		return nil, 0, errNoBlock
	}
	size := binary.LittleEndian.Uint32(head[8:])
	if size > maxBlock {
		return nil, 0, fmt.Errorf("block of %d bytes, expected at most %d", size, maxBlock)
	}
	// Grows with what is there, whatever the length says.
	var packed bytes.Buffer
	if n, err := io.Copy(&packed, io.LimitReader(r, int64(size))); err != nil {
		return nil, 0, err
	} else if n < int64(size) {
		return nil, 0, errTorn
	}
	if got, want := crc32.Checksum(packed.Bytes(), castagnoli), binary.LittleEndian.Uint32(head[12:]); got != want {
		return nil, 0, fmt.Errorf("block with checksum %08x, expected %08x", got, want)
	}
	decoder, err := blockDecoder()
	if err != nil {
		return nil, 0, err
	}
	text, err = decoder.DecodeAll(packed.Bytes(), nil)
	return text, int(size), err
}

// One coder each serves all files: EncodeAll and DecodeAll may be called from
// several goroutines.
var (
	blockEncoder = sync.OnceValues(func() (*zstd.Encoder, error) {
		return zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(true))
	})
	blockDecoder = sync.OnceValues(func() (*zstd.Decoder, error) {
		return zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxBlock))
	})
)
