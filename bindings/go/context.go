package oxsock

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"
)

// CancelWith makes calls that wait end with os.ErrDeadlineExceeded when ctx is done, until the
// function that it returns is called, which also removes the deadline.
func (s *Socket) CancelWith(ctx context.Context) (stop func()) {
	if ctx.Done() == nil {
		return func() {}
	}
	stopped := make(chan struct{})
	var ended sync.WaitGroup
	ended.Add(1)
	cancelled := false
	go func() {
		defer ended.Done()
		select {
		case <-ctx.Done():
			cancelled = true
			s.SetDeadline(time.Unix(1, 0))
		case <-stopped:
		}
	}()
	return func() {
		close(stopped)
		ended.Wait()
		if cancelled {
			s.SetDeadline(time.Time{})
		}
	}
}

// Do calls a function whose calls end with ctx.Err when ctx is done: s.Do(ctx, func() error { _,
// err := s.Read(p); return err }).
func (s *Socket) Do(ctx context.Context, calls func() error) error {
	stop := s.CancelWith(ctx)
	err := calls()
	stop()
	if errors.Is(err, os.ErrDeadlineExceeded) && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
