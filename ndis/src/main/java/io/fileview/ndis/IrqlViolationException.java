package io.fileview.ndis;

import java.io.Serial;

/**
 * A function was called at an interrupt request level at which Windows does not allow it. The call
 * has changed nothing. In the kernel it would have been a bug check, or a hang later on.
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
                        + " and is allowed only at "
                        + Irql.nameOf(highestAllowed)
                        + (highestAllowed == Irql.PASSIVE_LEVEL ? "" : " and below")
                        + "; lower the level first");
        this.level = level;
        this.highestAllowed = highestAllowed;
    }

    /**
     * The level of the call.
     *
     * @return such as {@link Irql#DISPATCH_LEVEL}
     */
    public int level() {
        return level;
    }

    /**
     * The highest level at which the function may be called.
     *
     * @return such as {@link Irql#PASSIVE_LEVEL}
     */
    public int highestAllowed() {
        return highestAllowed;
    }
}
