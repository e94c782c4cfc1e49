package io.fileview.windows;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.Protection;
import io.fileview.spi.MappedRange;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** An open file, of which ranges are mapped. */
record MappableFile(WindowsFile file) implements Mappable {
    @Override
    public String name() {
        return file.name();
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public SectionViews mapViews(Place place, long offset, long size, Protection protection)
            throws IOException {
        long address = Section.mapFile(file.handle().value(), offset, size, protection);
        if (address < 0) {
            RangePages.requireInFile(this, place);
            throw MapFailures.of(place, "map", (int) -address);
        }
        return SectionViews.one(address, size);
    }

    @Override
    public long read(MemorySegment into, long position) throws IOException {
        return file.read(into, position);
    }

    @Override
    public long nextData(long position) throws IOException {
        return file.nextData(position);
    }

    @Override
    public void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws IOException {
        file.flush(range, durability, live);
    }
}
