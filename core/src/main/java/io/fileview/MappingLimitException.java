package io.fileview;

import io.fileview.spi.Place;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A limit of the system or of the process was reached. Nothing was mapped, locked or changed. */
public final class MappingLimitException extends MappingException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The limit that was reached. */
    private final String limitName;

    /** Its value, or -1. */
    private final long limit;

    /** How much of it is in use, or -1. */
    private final long count;

    /**
     * Creates the exception.
     *
     * @param place where it happened
     * @param problem what happened and what to do, after the file's name and a colon
     * @param limitName the limit, such as {@code vm.max_map_count}
     * @param limit its value
     * @param count how much of it is in use
     * @param cause what led to it, or null
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
     * The limit that was reached.
     *
     * @return for example {@code vm.max_map_count} or {@code RLIMIT_MEMLOCK}
     */
    public String limitName() {
        return limitName;
    }

    /**
     * The value of the limit.
     *
     * @return mappings, bytes or files, as the limit counts; -1 where it is not known
     */
    public long limit() {
        return limit;
    }

    /**
     * How much of the limit is in use.
     *
     * @return mappings, bytes or files, as the limit counts; -1 where it is not known
     */
    public long count() {
        return count;
    }
}
