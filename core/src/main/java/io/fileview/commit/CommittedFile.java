package io.fileview.commit;

import io.fileview.ByteRange;
import io.fileview.spi.EngineFile;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import java.io.IOException;
import java.lang.ref.WeakReference;

/** A file whose mapped ranges are parts of one private mapping. Everything else is delegated. */
final class CommittedFile extends DelegatingFile {
    /**
     * Weak, because this file is known to the process as long as it is open, and would keep a leaked
     * commit mapping reachable, which keeps its range.
     */
    private final WeakReference<MappedRange> whole;

    /** The number of bytes that can be mapped. */
    private volatile long limit;

    CommittedFile(EngineFile file, MappedRange whole, long limit) {
        super(file);
        this.whole = new WeakReference<>(whole);
        this.limit = limit;
    }

    void limit(long newLimit) {
        limit = newLimit;
    }

    @Override
    public MappedRange map(MapRequest request) {
        MappedRange range = whole.get();
        if (range == null) {
            throw new IllegalStateException(
                    "the commit mapping of " + name() + " was leaked; open it again, and close it");
        }
        return range.privatePages()
                .orElseThrow()
                .part(new ByteRange(request.offset(), request.length()), request.anchor());
    }

    @Override
    public long size() throws IOException {
        return Math.min(limit, file.size());
    }
}
