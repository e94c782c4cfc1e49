package io.fileview.win32;

import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.win32.SectionObject.Shape;
import io.fileview.win32.WinError.Status;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Maps, unmaps and flushes views. */
final class ViewCalls {
    private final ProcessState process;
    private final AddressSpace space;

    ViewCalls(ProcessState process) {
        this.process = process;
        this.space = process.space();
    }

    /**
     * A request to map a view.
     *
     * @param section the section's handle
     * @param base the requested address, or 0
     * @param offset bytes from the start of the section
     * @param size bytes, or 0 for everything to the end
     * @param protect the protection of the view
     * @param replace true to replace a placeholder
     */
    record Mapping(
            @Nullable Handle section,
            long base,
            long offset,
            long size,
            int protect,
            boolean replace) {}

    Address map(Mapping wanted) throws IOException {
        HandleTable.Entry entry = process.handles().get(wanted.section());
        if (!(entry.object() instanceof SectionObject section)) {
            throw Status.OBJECT_TYPE_MISMATCH.failure();
        }
        requireAligned(wanted);
        Shape shape = section.shape();
        int protect = shape.isImage() ? WinNt.PAGE_EXECUTE_WRITECOPY : wanted.protect();
        int needed =
                shape.isImage()
                        ? WinNt.SECTION_MAP_READ
                        : PageProtection.rightsForView(wanted.protect());
        if ((entry.access() & needed) != needed) {
            throw Status.ACCESS_DENIED.failure();
        }
        if (!shape.isImage()) {
            section.requireCompatible(protect);
        }
        long size = sizeOfView(wanted, shape);
        ViewRegion.Request request =
                new ViewRegion.Request(
                        section,
                        wanted.offset(),
                        size,
                        protect | shape.pageModifiers(),
                        wanted.replace());
        return space.changing(() -> put(wanted, request));
    }

    /**
     * Placeholders are split at page boundaries, so a view that replaces one may start at any page.
     */
    private static void requireAligned(Mapping wanted) {
        long unit = wanted.replace() ? AddressSpace.PAGE_SIZE : AddressSpace.GRANULARITY;
        if (wanted.base() % unit != 0 || wanted.offset() % unit != 0) {
            throw Status.MAPPED_ALIGNMENT.failure();
        }
    }

    private static long sizeOfView(Mapping wanted, Shape shape) {
        long left = shape.size() - wanted.offset();
        boolean beyond =
                wanted.offset() < 0 || left <= 0 || wanted.size() < 0 || wanted.size() > left;
        if (beyond) {
            throw Status.INVALID_VIEW_SIZE.failure();
        }
        return AddressSpace.toPages(wanted.size() == 0 ? left : wanted.size());
    }

    private Address put(Mapping wanted, ViewRegion.Request request) throws IOException {
        PrivateRegion replaced = wanted.replace() ? placeholder(wanted, request) : null;
        long base = replaced != null ? replaced.base() : space.place(wanted.base(), request.size());
        request.section().retain();
        try {
            ViewRegion region = ViewRegion.map(base, request, process.engine());
            if (replaced != null) {
                space.remove(replaced);
                replaced.release();
            }
            space.put(region);
            return new Address(base);
        } catch (Throwable failure) {
            request.section().release();
            throw failure;
        }
    }

    private PrivateRegion placeholder(Mapping wanted, ViewRegion.Request request) {
        boolean exact = wanted.size() == 0 || wanted.size() == request.size();
        if (space.at(wanted.base()) instanceof PrivateRegion region
                && region.isPlaceholder()
                && region.base() == wanted.base()
                && region.size() == request.size()
                && exact
                && request.section().image() == null) {
            return region;
        }
        throw Status.CONFLICTING_ADDRESSES.failure();
    }

    void unmap(long address, int flags) throws IOException {
        int known = WinNt.MEM_UNMAP_WITH_TRANSIENT_BOOST | WinNt.MEM_PRESERVE_PLACEHOLDER;
        if ((flags & ~known) != 0) {
            throw Status.INVALID_PARAMETER.failure();
        }
        boolean preserve = (flags & WinNt.MEM_PRESERVE_PLACEHOLDER) != 0;
        Region gone =
                space.changing(
                        () -> {
                            if (!(space.at(address) instanceof ViewRegion view)
                                    || (preserve && !view.replacedPlaceholder())) {
                                throw Status.NOT_MAPPED_VIEW.failure();
                            }
                            space.remove(view);
                            if (preserve) {
                                space.put(
                                        PrivateRegion.placeholder(
                                                view.base(), view.size(), process.engine()));
                            }
                            return view;
                        });
        gone.release();
    }

    /**
     * Flushes without holding the lock of the table: a slow device must not block other threads.
     */
    void flush(long address, long size) throws IOException {
        ViewRegion found =
                space.reading(
                        () -> {
                            if (!(space.at(address) instanceof ViewRegion view)
                                    || size < 0
                                    || size > view.end() - address) {
                                throw Status.NOT_MAPPED_VIEW.failure();
                            }
                            return view;
                        });
        long end = size == 0 ? found.end() : address + size;
        try {
            flush(found, found.pageOf(address), found.pageOf(end - 1) + 1);
        } catch (IllegalStateException unmappedMeanwhile) {
            throw Status.NOT_MAPPED_VIEW.failure();
        }
    }

    private static void flush(ViewRegion view, long from, long to) throws IOException {
        SectionFile file = view.section().file();
        if (file == null || !PageProtection.isSharedWritable(view.allocationProtect())) {
            return;
        }
        try {
            view.withShared(
                    from,
                    to,
                    (memory, offset, length) -> memory.flush(offset, length, Durability.WRITTEN));
        } catch (FlushFailedException failure) {
            file.controlBlock().flushFailed();
            throw failure;
        }
    }

    /** The path of the file that a view maps. */
    String fileName(long address) throws IOException {
        return space.reading(
                () -> {
                    if (!(space.at(address) instanceof ViewRegion view)) {
                        throw Status.MEMORY_NOT_ALLOCATED.failure();
                    }
                    SectionFile file = view.section().file();
                    if (file == null) {
                        throw Status.FILE_INVALID.failure();
                    }
                    return file.controlBlock().path().toString();
                });
    }
}
