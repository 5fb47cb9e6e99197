package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"time"
)

// ceiling measures how fast the load generator itself can be: against a server in
// this process that writes the same bytes whatever it is asked. It shares the
// processors with it, as the measured servers do.
func ceiling(ctx context.Context, size int, length time.Duration) (volley, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return volley{}, err
	}
	defer listener.Close()
	reply := append(fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", size), make([]byte, size)...)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go parrot(conn, reply)
		}
	}()
	address := listener.Addr().String()
	return load(ctx, address, []shot{{get(address, "/"), 200, int64(size)}}, connections, length, 1)
}

// parrot answers each request of a connection with the same bytes.
func parrot(conn net.Conn, reply []byte) {
	defer conn.Close()
	buf := make([]byte, 4096)
	for n := 0; ; {
		more, err := conn.Read(buf[n:])
		if err != nil {
			return
		}
		n += more
		if !bytes.HasSuffix(buf[:n], []byte("\r\n\r\n")) {
			continue
		}
		n = 0
		if _, err := conn.Write(reply); err != nil {
			return
		}
	}
}
