package io.fileview.memory;

import io.fileview.ByteRange;
import io.fileview.Protection;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.SoftwarePages;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A range without a segment. */
final class SoftwareRange extends MemoryRange implements SoftwarePages {
    private final @Nullable Thread owner;

    /** The lock of the file system is held. */
    SoftwareRange(MemoryFile file, MapRequest request) {
        super(file, request);
        this.owner = request.confined() ? Thread.currentThread() : null;
        file.node().mappings.add(mapping());
    }

    @Override
    public Optional<MemorySegment> segment() {
        return Optional.empty();
    }

    @Override
    public Optional<SoftwarePages> softwarePages() {
        return Optional.of(this);
    }

    @Override
    public boolean isAccessible() {
        return owner == null || owner.equals(Thread.currentThread());
    }

    private void requireAccessible(String what) {
        if (!isAccessible()) {
            throw new WrongThreadException(
                    this + " is confined to the thread that mapped it, and cannot be " + what
                            + " by another; unmap it there");
        }
    }

    private void requireMapped() {
        if (!isMapped()) {
            throw new IllegalStateException(this + " has been unmapped");
        }
    }

    @Override
    void end(String what) {
        requireAccessible(what);
    }

    @Override
    void lengthen(long newLength) {
        requireAccessible("remapped");
        file().files()
                .locked(
                        () -> {
                            hasLength(newLength);
                            return null;
                        });
    }

    MappedRange part(ByteRange range) {
        return new SoftwarePart(this, range);
    }

    @Override
    public void read(long offset, MemorySegment into) throws IOException {
        requireAccessible("read");
        requireMapped();
        ByteRange bytes = new ByteRange(offset, into.byteSize());
        run(Operation.READ_PAGES, bytes, () -> readNow(bytes, into));
    }

    private void readNow(ByteRange bytes, MemorySegment into) throws IOException {
        PageSpan pages = pages(bytes);
        for (long page = pages.first(); page < pages.end(); page++) {
            long at = page;
            file().locked(() -> requireCovered(bytes));
            if (file().locked(() -> !mapping().copies.containsKey(at))) {
                file().transfer().bringIn(page, page + 1);
            }
        }
        file().locked(
                () -> {
                    requireCovered(bytes);
                    forEachPage(bytes, (page, within, from, count) -> copyOut(page, within,
                            into.asSlice(from, count)));
                    mapping().touched.add(pages.first(), pages.end());
                    return null;
                });
    }

    private void copyOut(long page, long within, MemorySegment into) {
        byte[] copy = mapping().copies.get(page);
        if (copy != null) {
            MemorySegment.copy(MemorySegment.ofArray(copy), within, into, 0, into.byteSize());
        } else {
            file().node().read(page * file().pageSize() + within, into);
        }
    }

    @Override
    public void write(long offset, MemorySegment from) throws IOException {
        requireAccessible("written");
        requireMapped();
        if (mapping().protection == Protection.READ_ONLY) {
            throw new UnsupportedOperationException(this + " is read-only");
        }
        ByteRange bytes = new ByteRange(offset, from.byteSize());
        run(Operation.WRITE_PAGES, bytes, () -> writeNow(bytes, from));
    }

    private void writeNow(ByteRange bytes, MemorySegment from) throws IOException {
        if (bytes.length() == 0) {
            return;
        }
        file().locked(() -> requireCovered(bytes));
        ByteRange inFile = inFile(bytes);
        if (!mapping().isCopied()) {
            file().transfer().bringInEnds(inFile.offset(), inFile.length());
        } else {
            bringInForCopies(bytes);
        }
        file().locked(
                () -> {
                    requireCovered(bytes);
                    if (mapping().isCopied()) {
                        forEachPage(
                                bytes, (page, within, at, count) -> copyIn(page, within,
                                        from.asSlice(at, count)));
                    } else {
                        writeToFile(bytes, from);
                    }
                    PageSpan pages = pages(bytes);
                    mapping().touched.add(pages.first(), pages.end());
                    return null;
                });
    }

    private void bringInForCopies(ByteRange bytes) throws IOException {
        PageSpan pages = pages(bytes);
        for (long page = pages.first(); page < pages.end(); page++) {
            long at = page;
            if (file().locked(() -> !mapping().copies.containsKey(at))) {
                file().transfer().bringIn(page, page + 1);
            }
        }
    }

    private void writeToFile(ByteRange bytes, MemorySegment from) throws IOException {
        ByteRange inFile = inFile(bytes);
        if (file().files().behaviour().readOnly()) {
            throw MemoryEngine.failure(place(bytes),
                    "cannot be written: the file system is read-only", "EROFS");
        }
        if (file().transfer().roomFor(inFile.offset(), inFile.length()) < inFile.length()) {
            throw file().transfer().full(inFile.offset(), inFile.length(), "cannot be written");
        }
        file().node().write(inFile.offset(), from);
    }

    private void copyIn(long page, long within, MemorySegment from) {
        int pageSize = file().node().pageSize();
        byte[] copy =
                mapping().copies
                        .computeIfAbsent(
                                page,
                                any -> {
                                    byte[] bytes = file().node().snapshot(page);
                                    return bytes == null ? new byte[pageSize] : bytes.clone();
                                });
        MemorySegment.copy(from, 0, MemorySegment.ofArray(copy), within, from.byteSize());
    }

    /** A part of an access that lies in one page. */
    private interface PagePart {
        void run(long page, long within, long done, long count);
    }

    private void forEachPage(ByteRange bytes, PagePart part) {
        long pageSize = file().pageSize();
        long start = mapping().offset + bytes.offset();
        for (long done = 0; done < bytes.length();) {
            long within = (start + done) % pageSize;
            long count = Math.min(pageSize - within, bytes.length() - done);
            part.run((start + done) / pageSize, within, done, count);
            done += count;
        }
    }
}
