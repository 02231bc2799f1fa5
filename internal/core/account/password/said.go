package password

import (
	"preau/internal/core/account/msg"
	"preau/internal/kit/i18n"
)

// Said is the sentence for a weakness, next to the field; empty for a password that is good.
func (w Weakness) Said() (key i18n.Key, args []any) {
	switch w {
	case TooShort:
		return msg.FaultPasswordShort, []any{"min", MinLength}
	case TooLong:
		return msg.FaultPasswordLong, []any{"max", MaxLength}
	case Pattern:
		return msg.FaultPasswordPattern, nil
	case Common:
		return msg.FaultPasswordCommon, nil
	case Breached:
		return msg.FaultPasswordBreached, nil
	case Personal:
		return msg.FaultPasswordPersonal, nil
	case OK:
	}
	return "", nil
}
