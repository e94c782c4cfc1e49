package io.fileview;

import io.fileview.spi.Place;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a limit of the operating system or the process has been reached, such as the number
 * of mappings or open files, or the amount of locked memory. Nothing has been mapped, locked or
 * changed.
 */
public final class MappingLimitException extends MappingException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The limit that was reached. */
    private final String limitName;

    /** The value of the limit, or -1 if unknown. */
    private final long limit;

    /** The amount in use, or -1 if unknown. */
    private final long count;

    /**
     * Creates the exception.
     *
     * @param place the file and range concerned
     * @param problem the message, to which the file's name is prepended
     * @param limitName the name of the limit
     * @param limit the value of the limit, or -1 if unknown
     * @param count the amount in use, or -1 if unknown
     * @param cause the cause, or null
     */
    public MappingLimitException(
            Place place,
            String problem,
            String limitName,
            long limit,
            long count,
            @Nullable Throwable cause) {
        super(place, problem, cause);
        this.limitName = limitName;
        this.limit = limit;
        this.count = count;
    }

    /**
     * {@return the name of the limit, such as {@code vm.max_map_count} or {@code RLIMIT_MEMLOCK}}
     */
    public String limitName() {
        return limitName;
    }

    /**
     * {@return the value of the limit, in the unit of the limit (mappings, bytes or files); -1 if
     * unknown}
     */
    public long limit() {
        return limit;
    }

    /**
     * {@return the amount in use, in the unit of the limit (mappings, bytes or files); -1 if
     * unknown}
     */
    public long count() {
        return count;
    }
}
