package io.fileview;

import io.fileview.live.MappedView;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The options for mapping a {@link View}. A builder holds no resources, may be used again, and is
 * not thread-safe.
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
     * Sets the protection of the view. The default is that of the mapping.
     *
     * @param protection the protection
     * @return this builder
     */
    public ViewBuilder protection(Protection protection) {
        this.protection = Objects.requireNonNull(protection);
        return this;
    }

    /**
     * Confines the view to the thread that maps it: only that thread may access its segment and
     * unmap it. Unmapping then needs no handshake with other threads, which makes it several times
     * cheaper. The other methods may still be called from all threads, except that outside Linux
     * the portable engine refuses to flush the view from another thread, with {@link
     * WrongThreadException}.
     *
     * @return this builder
     */
    public ViewBuilder threadConfined() {
        this.confined = true;
        return this;
    }

    /**
     * Gives advice on the whole view as soon as it is mapped. If the system declines the advice,
     * the view is mapped all the same.
     *
     * @param advice the expected use
     * @return this builder
     */
    public ViewBuilder advice(Advice advice) {
        this.advice = Objects.requireNonNull(advice);
        return this;
    }

    /**
     * Maps the view. If this method throws, nothing is mapped.
     *
     * @return the view
     * @throws BeyondEndException if the range ends after the mapping
     * @throws FileShrankException if the file has been truncated so that the range ends after it
     * @throws AccessDeniedException if the mapping's protection does not allow the view's
     * @throws MappingLimitException if the limit of mappings or of address space has been reached
     * @throws NotMappableException if the file system cannot map files
     * @throws IOException if the system refuses for another reason
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
