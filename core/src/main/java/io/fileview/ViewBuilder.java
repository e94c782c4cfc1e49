package io.fileview;

import io.fileview.live.MappedView;
import io.fileview.messages.FileRefusals;
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
        if (offset < 0 || length < 0 || offset + length < 0) {
            throw new IllegalArgumentException(
                    "cannot map "
                            + length
                            + " bytes at offset "
                            + offset
                            + " of "
                            + mapping.opening().name()
                            + ": both must be 0 or more, and their sum at most "
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
     * Confines the view to the thread that calls {@link #map()}. If another thread accesses, remaps
     * or unmaps the view, a {@link WrongThreadException} is thrown. Unmapping a confined view is
     * faster, because it needs no handshake with the other threads of the JVM.
     *
     * <p>All other methods of the view, such as {@link View#flush(Durability)}, {@link
     * View#pages()} and {@link View#prefetch()}, may be called by any thread. The portable engine
     * has an exception on operating systems other than Linux: only the view's own thread can flush
     * a {@link Protection#READ_WRITE} view. If another thread calls {@link View#flush(Durability)}
     * there, a {@link WrongThreadException} is thrown; if it calls {@link FileMapping#flush} while
     * the view is mapped, an {@link IOException} is thrown.
     *
     * <p>An interrupt that comes while the portable engine maps a confined view costs the process
     * the addresses of one range, which the JDK does not give back; the view is mapped nevertheless.
     *
     * @return this builder
     */
    public ViewBuilder threadConfined() {
        this.confined = true;
        return this;
    }

    /**
     * Sets advice on how the whole view will be used. {@link #map()} passes the advice to the
     * operating system right after it has mapped the view. Advice that is not supported is ignored.
     * By default, no advice is given.
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
     * @throws BeyondEndException if the range ends beyond the mapping
     * @throws FileShrankException if the file has been truncated and ends before the range does
     * @throws AccessDeniedException if the protection of the mapping does not {@linkplain
     *     Protection#allows allow} that of the view, or the file's permissions do not allow a
     *     copy-on-write view on the portable engine
     * @throws MappingLimitException if the process has reached its limit of mappings or has no
     *     address space left for the range
     * @throws NotMappableException if the file system does not support mapping
     * @throws IOException if another I/O error occurs
     * @throws IllegalStateException if the mapping is closed
     */
    public View map() throws IOException {
        mapping.requireOpen();
        if (!mapping.protection().allows(protection)) {
            throw FileRefusals.denied(
                    mapping.opening().name(),
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
