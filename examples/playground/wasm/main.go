//go:build js && wasm

// Wasm is the program that the playground's page runs in the browser. It gives
// the page an object named playground. The functions of that object accept
// texts and return JSON as package engine makes it:
//
//	play(book)                   how the book plays
//	load(file, text)             reads a catalog, or the public one if file is empty
//	move(book, step, at, along)  dates a step at another instant
//	place(book, step)            the line and the column of a step
//	example()                    the text of a book to begin with
package main

import (
	"context"
	"fmt"
	"syscall/js"
	_ "time/tzdata" // a browser has no files with time zones

	"github.com/mci-go/incentives/examples/playground/engine"
)

func main() {
	e, err := engine.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	js.Global().Set("playground", js.ValueOf(map[string]any{
		"play": function(1, func(args []js.Value) string {
			return engine.Encode(e.Play(context.Background(), []byte(args[0].String())))
		}),
		"load": function(2, func(args []js.Value) string {
			return engine.Encode(e.Load(args[0].String(), []byte(args[1].String())))
		}),
		"move": function(4, func(args []js.Value) string {
			return engine.Encode(engine.Move([]byte(args[0].String()), args[1].Int(), args[2].String(), args[3].Truthy()))
		}),
		"place": function(2, func(args []js.Value) string {
			return engine.Encode(engine.Find([]byte(args[0].String()), args[1].Int()))
		}),
		"example": function(0, func([]js.Value) string { return engine.Example() }),
	}))
	select {} // until the page is closed
}

// function returns a function for the page. If it is called with too few
// arguments, it returns undefined.
func function(least int, answer func(args []js.Value) string) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) any {
		if len(args) < least {
			return js.Undefined()
		}
		return answer(args)
	})
}
