package io.fileview.ndis;

import java.io.Serial;

/**
 * A function was called at an interrupt request level at which Windows does not allow it. The call
 * had no effect. In the Windows kernel it could cause a bug check or a hang.
 */
public final class IrqlViolationException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The level of the call. */
    private final int level;

    /** The highest level at which the function may be called. */
    private final int highestAllowed;

    IrqlViolationException(String function, int level, int highestAllowed) {
        super(
                function
                        + " was called at "
                        + Irql.nameOf(level)
                        + ", but is allowed only at "
                        + Irql.nameOf(highestAllowed)
                        + (highestAllowed == Irql.PASSIVE_LEVEL ? "" : " and below")
                        + "; lower the level first");
        this.level = level;
        this.highestAllowed = highestAllowed;
    }

    /**
     * Returns the level at which the function was called.
     *
     * @return for example {@link Irql#DISPATCH_LEVEL}
     */
    public int level() {
        return level;
    }

    /**
     * Returns the highest level at which the function may be called.
     *
     * @return for example {@link Irql#PASSIVE_LEVEL}
     */
    public int highestAllowed() {
        return highestAllowed;
    }
}
