// Picture turns the screen of a terminal into an SVG picture: what "tmux
// capture-pane -e -p" prints goes in on standard input, the picture comes out on
// standard output.
//
//	tmux capture-pane -e -p -N | go run ./tui/picture -background '#16181f' > screen.svg
//
// docs/pictures/make.sh makes the README's pictures with it.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	background := flag.String("background", "#16181f", "`COLOR` of the screen")
	foreground := flag.String("foreground", "#d8dce6", "`COLOR` of text without one")
	flag.Parse()
	text, err := io.ReadAll(os.Stdin)
	if err == nil {
		out := bufio.NewWriter(os.Stdout)
		draw(out, parseScreen(string(text)), *foreground, *background)
		err = out.Flush()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "picture:", err)
		os.Exit(1)
	}
}
