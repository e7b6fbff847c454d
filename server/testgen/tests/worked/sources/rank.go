package ranks

import "fmt"

type RangeError struct{ Got, Max int }

func (e *RangeError) Error() string { return fmt.Sprintf("%d is outside 0..%d", e.Got, e.Max) }

type Scores interface {
	Best(player string) (int, bool)
}

// Rank answers whether points are a new best.
func Rank(scores Scores, player string, points int) (bool, error) {
	const max = 1000
	if points < 0 || points > max {
		return false, &RangeError{points, max}
	}
	best, ok := scores.Best(player)
	if ok && best >= points {
		return false, nil
	}
	return true, nil
}
