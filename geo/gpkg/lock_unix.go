//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package gpkg

import (
	"errors"
	"os"
	"syscall"
)

// lockFile takes an exclusive lock without waiting. flock belongs to the open
// file: it also stops a second Lock in this process, and closing another
// descriptor does not drop it. Child processes do not inherit it, since Go
// opens files close-on-exec.
func lockFile(f *os.File) error {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EWOULDBLOCK):
			return errTaken
		default:
			return err
		}
	}
}
