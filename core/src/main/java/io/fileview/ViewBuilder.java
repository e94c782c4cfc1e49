package io.fileview;

import io.fileview.events.MapEvent;
import io.fileview.events.ViewEvent;
import io.fileview.spi.MappedRange;
import io.fileview.spi.Section;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The options for mapping a {@link View}. A builder holds no resources, may be used again, and is
 * not thread-safe.
 */
public final class ViewBuilder {
    private static final AtomicLong IDS = new AtomicLong();

    private final FileMapping mapping;
    private final long offset;
    private final long length;
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
                            + mapping.section().name()
                            + ": the offset must be 0 or more, the length 1 or more, and their sum at"
                            + " most "
                            + Long.MAX_VALUE);
        }
        this.mapping = mapping;
        this.offset = offset;
        this.length = length;
        this.protection = mapping.protection();
    }

    /**
     * Sets what the view may do. Without it, what the mapping was opened with.
     *
     * @param protection the protection
     * @return this builder
     */
    public ViewBuilder protection(Protection protection) {
        this.protection = Objects.requireNonNull(protection);
        return this;
    }

    /**
     * Confines the view to the thread that maps it: only that thread may use its segment and unmap
     * it, and unmapping needs no handshake with other threads, which makes it several times cheaper.
     * Its other methods stay open to all threads; but outside Linux the portable engine refuses to
     * flush it from another one, with {@link WrongThreadException}.
     *
     * @return this builder
     */
    public ViewBuilder threadConfined() {
        this.confined = true;
        return this;
    }

    /**
     * Gives advice on the whole view as soon as it is mapped. A system that declines it maps the view
     * all the same.
     *
     * @param advice how the view is going to be used
     * @return this builder
     */
    public ViewBuilder advice(Advice advice) {
        this.advice = Objects.requireNonNull(advice);
        return this;
    }

    /**
     * Maps the view. When it throws, nothing is mapped.
     *
     * @return the view
     * @throws BeyondEndException if the range ends after the mapping
     * @throws FileShrankException if somebody truncated the file so that the range ends after it
     * @throws AccessDeniedException if the mapping's protection does not allow the view's
     * @throws MappingLimitException if the system's limit of mappings, or of address space, is reached
     * @throws NotMappableException if the file system cannot map files
     * @throws IOException if the system refuses for another reason
     * @throws IllegalStateException if the mapping is closed
     */
    public View map() throws IOException {
        mapping.requireOpen();
        if (!mapping.protection().allows(protection)) {
            throw new AccessDeniedException(
                    mapping.section().name(),
                    null,
                    "a "
                            + protection
                            + " view needs a mapping opened READ_WRITE, and this one is "
                            + mapping.protection());
        }
        View view = mapView(mapping.section());
        if (advice != null) {
            try {
                view.advise(advice);
            } catch (Throwable failure) {
                view.close();
                throw failure;
            }
        }
        return view;
    }

    private View mapView(OpenSection section) throws IOException {
        section.retain();
        try {
            View[] mapped = new View[1];
            section.file()
                    .withSizeFixed(
                            () -> {
                                section.requireRange(offset, length);
                                mapped[0] = mapNow(section);
                            });
            return mapped[0];
        } catch (Throwable failure) {
            section.release();
            throw failure;
        }
    }

    private View mapNow(OpenSection section) throws IOException {
        MapEvent event = ViewEvent.begin(MapEvent::new);
        AtomicReference<@Nullable View> anchor = new AtomicReference<>();
        MappedRange range =
                section.section()
                        .map(new Section.Request(offset, length, protection, confined, anchor));
        View view = viewOf(section, range, offset, protection, anchor);
        ViewEvent.end(event, section.name(), offset, length);
        return view;
    }

    /** The view of a mapped range; the caller has retained the section for it. */
    static View viewOf(
            OpenSection section,
            MappedRange range,
            long offset,
            Protection protection,
            AtomicReference<@Nullable View> anchor) {
        long length = range.segment().byteSize();
        ViewWatch watch =
                new ViewWatch(
                        IDS.incrementAndGet(),
                        section,
                        offset,
                        range.segment().address(),
                        length,
                        protection == Protection.READ_WRITE && !section.isMemory(),
                        range.reclaim(),
                        section.recordsOpenSite() ? new Throwable("mapped here") : null);
        View view = new View(section, range, protection, watch, anchor);
        section.file().add(watch);
        Views.register(watch, view);
        return view;
    }
}
