package io.fileview;

import io.fileview.live.MappedView;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Options for mapping a {@link View}. A builder holds no resources, can map any number of views,
 * and is not thread-safe.
 */
public final class ViewBuilder {
    private final FileMapping mapping;
    private final ByteRange range;
    private Protection protection;
    private boolean confined;
    private @Nullable Advice advice;

    ViewBuilder(FileMapping mapping, long offset, long length) {
        if (offset < 0 || length < 1 || offset + length < 0) {
            throw new IllegalArgumentException(
                    "cannot map "
                            + length
                            + " bytes at offset "
                            + offset
                            + " of "
                            + mapping.opening().name()
                            + ": the offset must be 0 or more, the length 1 or more, and their sum at"
                            + " most "
                            + Long.MAX_VALUE);
        }
        this.mapping = mapping;
        this.range = new ByteRange(offset, length);
        this.protection = mapping.protection();
    }

    /**
     * Sets the protection of the view; the default is that of the mapping.
     *
     * @param protection the protection
     * @return this builder
     */
    public ViewBuilder protection(Protection protection) {
        this.protection = Objects.requireNonNull(protection);
        return this;
    }

    /**
     * Confines the view to the thread that maps it: only that thread may access, remap or unmap it.
     * Unmapping then needs no handshake with other threads and costs several times less. Other
     * threads may still call the other methods, with one exception. On the portable engine, on
     * operating systems other than Linux, a flush of a read-write view by another thread throws
     * {@link WrongThreadException}, and while that view is mapped, a flush of the whole file by
     * another thread throws {@link MappingException}.
     *
     * @return this builder
     */
    public ViewBuilder threadConfined() {
        this.confined = true;
        return this;
    }

    /**
     * Sets advice on how the whole view will be used. The operating system receives the advice
     * right after the view is mapped. If the engine does not support the advice, the view is mapped
     * without it.
     *
     * @param advice the expected use
     * @return this builder
     */
    public ViewBuilder advice(Advice advice) {
        this.advice = Objects.requireNonNull(advice);
        return this;
    }

    /**
     * Maps the view. If this method throws, nothing has been mapped.
     *
     * @return the view
     * @throws BeyondEndException if the range ends beyond the end of the mapping
     * @throws FileShrankException if the file has been truncated and ends before the range does
     * @throws AccessDeniedException if the protection of the mapping does not {@linkplain
     *     Protection#allows allow} that of the view; or, on the portable engine, if the view is
     *     copy-on-write and this process has no permission to write the file
     * @throws MappingLimitException if the process has reached its limit of mappings or has no
     *     address space left for the range
     * @throws NotMappableException if the file system does not support mapping
     * @throws IOException if another I/O error occurs
     * @throws IllegalStateException if the mapping is closed
     */
    public View map() throws IOException {
        mapping.requireOpen();
        if (!mapping.protection().allows(protection)) {
            throw new AccessDeniedException(
                    mapping.opening().name(),
                    null,
                    "a "
                            + protection
                            + " view needs a mapping opened READ_WRITE, and this one is "
                            + mapping.protection());
        }
        MappedView mapped =
                MappedView.map(mapping.opening(), range, protection, confined, View::new);
        if (advice != null) {
            try {
                mapped.advise(new ByteRange(0, range.length()), advice);
            } catch (Throwable failure) {
                mapped.close();
                throw failure;
            }
        }
        return (View) mapped.holder();
    }
}
