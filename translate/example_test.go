package translate_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"transcoder/lexers"
	"transcoder/translate"
)

func Example() {
	model, err := os.ReadFile("testdata/fixture.transcoder") // or embed one
	if err != nil {
		log.Fatal(err)
	}
	translator, err := translate.Open(model, translate.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer translator.Close()
	result, err := translator.Translate(context.Background(), translate.Request{
		Path:   "even.py",
		Source: []byte("# Even numbers.\n\ndef is_even(n):\n    return n % 2 == 0\n"),
		From:   lexers.Python,
		To:     lexers.Java,
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, d := range result.Diagnostics {
		fmt.Println(d)
	}
	fmt.Print(result.Code)
	// Output:
	// // Even numbers.
	//
	// public class Even {
	//   public static boolean is_even(int n) {
	//     return n % 2 == 0;
	//   }
	// }
}
