// Command answer does what the tests of exetest ask of it.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	switch os.Args[1] {
	case "say":
		fmt.Println("out")
		fmt.Fprintln(os.Stderr, "err")
		os.Exit(3)
	case "environment":
		fmt.Println(os.Getenv("PREAU_LISTEN"), os.Getenv("HOME"))
	case "wait", "sulk":
		asked := make(chan os.Signal, 1)
		signal.Notify(asked, syscall.SIGTERM)
		fmt.Fprint(os.Stderr, "level=INFO msg=request\nlevel=INFO msg=ser")
		fmt.Fprint(os.Stderr, "ving url=http://localhost:1\n")
		<-asked
		fmt.Fprintln(os.Stderr, "bye")
		if os.Args[1] == "sulk" {
			os.Exit(1)
		}
	}
}
