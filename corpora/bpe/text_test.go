package bpe

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

func TestWriteRead(t *testing.T) {
	options := testOptions
	options.Reserved[0] = append(options.Reserved[0], "\"", "a\nb", "\xff", "ü ", "@")
	v := learn(t, textbook, options)
	written := write(t, v)
	got, err := Read(bytes.NewReader(written))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, v) {
		t.Error("the vocabulary that was read differs from the one that was written")
	}
	if again := write(t, got); !bytes.Equal(again, written) {
		t.Error("written again, the bytes differ")
	}
}

func TestReadRefuses(t *testing.T) {
	good := string(write(t, learn(t, textbook, testOptions)))
	replace := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("the vocabulary does not hold %q", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	for _, c := range []struct{ text, want, reason string }{
		{"", "line 1", "empty"},
		{replace("vocabulary 1", "vocabulary 2"), "first line", "unknown version"},
		{good[:len(good)-5], "line", "cut off"},
		{good + "\n", "behind the end", "text behind the end"},
		{replace("s 0 <s>", "s 0 <S>"), "expected \"<s>\"", "special token has another text"},
		{replace("s 0 <mask>", "r 0 <mask>"), "special", "special token of another kind"},
		{replace("b 7 <0x41>\n", "b 7 <0x42>\n"), "bytes", "byte out of its place"},
		{replace("r 1 def", "r 8 def"), "no token", "language mask too large"},
		{replace("r 1 def", "x 1 def"), "unknown kind", "unknown kind"},
		{replace("r 1 def", "r 1 for"), "twice", "token twice"},
		{replace("r 1 def", `r 1 "def"`), "written", "quotes where none are needed"},
		{replace("r 1 def", `r 1 "d`), "quoted", "open quote"},
		{replace("r 1 def", "r 1 d\xff"), "written", "raw invalid UTF-8"},
		{replace("r 1 def", "r 1 "), "no token", "empty token"},
		{replace("r 1 def", "r 1 def@@"), "goes on", "reserved token reads like a piece"},
		{replace("\ne s\n", "\ne q\n"), "no piece", "merge without a result"},
		{replace("\ne s\n", "\ne éé\n"), "no piece", "merge of unknown pieces"},
		{replace("\nes t</w>\n", "\ne s\n"), "twice", "merge twice"},
		{replace(" tokens", "0000000000 tokens"), "tokens", "more tokens than any vocabulary has"},
		{replace(" tokens", "000 tokens"), "no token", "more tokens than there are"},
		{replace(" tokens", " Tokens"), "expected the number", "another section"},
		{replace("r 1 def", "r 1 "+strings.Repeat("x", 1<<13)), "longer", "endless line"},
	} {
		_, err := Read(strings.NewReader(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, expected one with %q", c.reason, err, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(write(f, learn(f, textbook, testOptions)))
	f.Add(write(f, learn(f, nil, LearnOptions{})))
	f.Add([]byte(textHeader + "\n5 tokens\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		if !bytes.Equal(write(t, v), data) {
			t.Error("what was read is not what is written")
		}
		for _, word := range []string{"lower", string(data[len(data)/2:])} {
			if got := v.Decode(v.Encode(nil, word)); len(got) != 1 || got[0] != word {
				t.Errorf("%q came back as %q", word, got)
			}
		}
	})
}

func FuzzEncode(f *testing.F) {
	options := testOptions
	options.Placeholders = append(options.Placeholders, "i", "ew")
	v := learn(f, textbook, options)
	for _, word := range []string{"newest", "<pad>", "@@", "é\xff", "low</w>", "ID_0", "a b"} {
		f.Add(word)
	}
	f.Fuzz(func(t *testing.T, word string) {
		ids := v.Encode(nil, word)
		got := v.Decode(ids)
		if word == "" && len(got) == 0 {
			return
		}
		if len(got) != 1 || got[0] != word {
			t.Errorf("%q came back as %q", word, got)
		}
		for i, id := range ids {
			if v.Special(id) {
				t.Errorf("%q has the special id %d", word, id)
			}
			if last := i == len(ids)-1; v.Continues(id) == last {
				t.Errorf("%q encodes as %s", word, texts(v, ids))
			}
		}
	})
}
