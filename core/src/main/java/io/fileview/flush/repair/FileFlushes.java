package io.fileview;

import io.fileview.MappingException.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * All flushes of one file pass here, through whichever mapping, so that none is believed that the
 * kernel only seems to have done: it reports an error once, marks the pages clean, and leaves them
 * out of the next flush.
 */
final class FileFlushes {
    interface Flush {
        void run() throws IOException;
    }

    private final SharedFile file;
    private final FlushDebt debt = new FlushDebt();
    private final FlushesUnderWay underWay = new FlushesUnderWay();

    /** One at a time: a second would only do the same again. */
    private final ReentrantLock repairing = new ReentrantLock();

    FileFlushes(SharedFile file) {
        this.file = file;
    }

    FlushDebt debt() {
        return debt;
    }

    /**
     * Flushes.
     *
     * @param by the mapping that asks, which stays open meanwhile
     * @param bytes the range of the file
     * @param flush flushes that range, for as long as nothing is owed
     */
    void flush(OpenSection by, ByteRange bytes, Durability level, Flush flush) throws IOException {
        if (level == Durability.SCHEDULED) {
            attempt(by, bytes, level, flush); // Promises nothing that a debt would belie.
            return;
        }
        while (true) {
            long failures = debt.failures();
            long closings = debt.closings();
            if (debt.isOwed()) {
                if (repair(by, bytes, level)) {
                    return;
                }
            } else {
                lookForFailure(by, bytes, level);
                attempt(by, bytes, level, flush);
                requireNoneFailedSince(failures, by, bytes);
                flushMetadataOfOthers(by, bytes, level);
                debt.flushed(bytes, level, closings);
                return;
            }
        }
    }

    /** Finds what the kernel could not write by itself, so that the time in doubt stays short. */
    private void lookForFailure(OpenSection by, ByteRange bytes, Durability level)
            throws FlushFailedException {
        long evictions = by.evictions().recently();
        long ticket = underWay.begin(); // It may take an error that a flush would have been told.
        try {
            by.section().lookForWriteError(false);
        } catch (FlushFailedException failure) {
            throw failed(by, bytes, level, failure);
        } finally {
            underWay.end(ticket);
        }
        by.wasWellAt(evictions);
    }

    /** The last moment at which the kernel tells this mapping of an error. */
    void closing(OpenSection section) {
        long ticket = underWay.begin();
        try {
            section.section().lookForWriteError(false);
        } catch (FlushFailedException failure) {
            debt.failed(file.writableRanges(), Durability.DEVICE, section.wasWell(), failure);
            if (section.isWritable()) {
                try {
                    dirtyAgain(section);
                } catch (IOException e) {
                    failure.addSuppressed(e);
                }
            }
        } finally {
            underWay.end(ticket);
        }
    }

    private void attempt(OpenSection by, ByteRange bytes, Durability level, Flush flush)
            throws IOException {
        long ticket = underWay.begin();
        try {
            flush.run();
        } catch (FlushFailedException failure) {
            throw failed(by, bytes, level, failure);
        } finally {
            underWay.end(ticket);
        }
        if (level != Durability.SCHEDULED) {
            underWay.awaitOthers();
        }
    }

    private FlushFailedException failed(
            OpenSection by, ByteRange bytes, Durability level, FlushFailedException failure) {
        ByteRanges dirtied = file.writableRanges();
        dirtied.add(bytes);
        debt.failed(dirtied, level, by.wasWell(), failure);
        IOException exposed = null;
        try {
            // At once: pages that only seem clean must not leave the cache.
            withWriter(by, this::dirtyAgain);
        } catch (IOException e) {
            exposed = e; // The next flush takes it into account.
        }
        FlushFailedException told =
                new FlushFailedException(
                        new Place(
                                failure.file(),
                                failure.offset(),
                                failure.length(),
                                failure.errorName().orElse(null)),
                        withoutName(failure)
                                + "; the next flush writes all again that may be concerned",
                        failure,
                        owed(),
                        debt.doubtful());
        if (exposed != null) {
            told.addSuppressed(exposed);
        }
        return told;
    }

    private static String withoutName(FlushFailedException failure) {
        String message = String.valueOf(failure.getMessage());
        String name = failure.file() + ": ";
        return message.startsWith(name) ? message.substring(name.length()) : message;
    }

    /** Makes everything dirty again that is owed and flushes it; false where nothing is owed. */
    private boolean repair(OpenSection by, ByteRange bytes, Durability level) throws IOException {
        repairing.lock();
        try {
            if (!debt.isOwed()) {
                return false;
            }
            withWriter(by, writer -> repairThrough(writer, by, bytes, level));
            return true;
        } catch (FlushFailedException failure) {
            throw failure;
        } catch (IOException unreachable) {
            throw cannotRepair(by, bytes, unreachable);
        } finally {
            repairing.unlock();
        }
    }

    /** A lost server, say, which does not even tell the size of the file. */
    private FlushFailedException cannotRepair(OpenSection by, ByteRange bytes, IOException cause) {
        Place place = place(by, bytes);
        String error = cause instanceof MappingException e ? e.errorName().orElse(null) : null;
        return new FlushFailedException(
                error == null ? place : place.withError(error),
                "what an earlier flush did not make durable ("
                        + lastMessage()
                        + ") could not be written again ("
                        + cause.getMessage()
                        + "); flush again when the file can be reached",
                cause,
                owed(),
                debt.doubtful());
    }

    private void repairThrough(
            OpenSection writer, OpenSection by, ByteRange bytes, Durability level)
            throws IOException {
        takeWriteError(writer, level);
        file.forOthers(writer, other -> takeWriteError(other, level));
        long failures = debt.failures();
        long closings = debt.closings();
        List<ByteRange> dirtied = dirtyAgain(writer);
        flushAll(writer, bytes, level);
        List<ByteRange> missing = writer.section().notOnDisk(dirtied);
        if (!missing.isEmpty() && writer.section().takeFreshBlocks(missing)) {
            dirtied = dirtyAgain(writer);
            flushAll(writer, bytes, level);
            missing = writer.section().notOnDisk(dirtied);
        }
        requireNoneFailedSince(failures, by, bytes);
        flushMetadataOfOthers(writer, bytes, level);
        if (!missing.isEmpty()) {
            throw notOnDisk(by, bytes, missing);
        }
        if (!debt.pay(level, failures, closings)) {
            throw inDoubt(by, bytes);
        }
    }

    private void flushAll(OpenSection writer, ByteRange bytes, Durability level)
            throws IOException {
        ByteRange all = new ByteRange(0, writer.section().fileSize());
        attempt(writer, bytes, level, () -> writer.section().flush(all, level));
    }

    /** What the kernel has not told yet would make this flush fail for what it mends. */
    private void takeWriteError(OpenSection section, Durability level) {
        long ticket = underWay.begin();
        try {
            section.section().lookForWriteError(true);
        } catch (FlushFailedException failure) {
            debt.failed(file.writableRanges(), level, section.wasWell(), failure);
        } finally {
            underWay.end(ticket);
        }
    }

    private List<ByteRange> dirtyAgain(OpenSection writer) throws IOException {
        List<ByteRange> dirtied = new ArrayList<>();
        long failures = debt.failures();
        long before = writer.evictions().now();
        long fileSize = writer.section().fileSize();
        for (ByteRange range : debt.owed(0, fileSize)) {
            dirtied.addAll(writer.section().dirtyAgain(range));
        }
        debt.dirtiedAgain(failures, writer.evictions().now());
        writer.wasWellAt(before);
        return dirtied;
    }

    private void withWriter(OpenSection preferred, SharedFile.Use use) throws IOException {
        OpenSection writer = file.retainWriter(preferred);
        if (writer == null) {
            throw new FlushFailedException(
                    place(preferred, new ByteRange(0, preferred.size())),
                    "owes changes that a flush could not make durable, and is open for reading only,"
                            + " so that its pages cannot be written again; open it READ_WRITE and"
                            + " flush that mapping",
                    debt.lastFailure(),
                    owed(),
                    debt.doubtful());
        }
        try {
            use.run(writer);
        } finally {
            writer.release();
        }
    }

    private void requireNoneFailedSince(long failures, OpenSection by, ByteRange bytes)
            throws FlushFailedException {
        FlushFailedException other = debt.lastFailure();
        if (debt.failures() != failures && other != null) {
            throw new FlushFailedException(
                    place(by, bytes),
                    "another flush of the file failed while this one was under way ("
                            + other.getMessage()
                            + "), so this one cannot be believed; flush again",
                    other,
                    owed(),
                    debt.doubtful());
        }
    }

    private FlushFailedException inDoubt(OpenSection by, ByteRange bytes) {
        List<ByteRange> doubtful = debt.doubtful();
        return new FlushFailedException(
                place(by, bytes),
                "what memory holds is on the device now, but an earlier flush failed ("
                        + lastMessage()
                        + ") and pages may have left the file cache before they were written, so"
                        + " memory may hold old bytes in "
                        + doubtful.size()
                        + (doubtful.size() == 1 ? " range" : " ranges")
                        + " from "
                        + doubtful.stream().mapToLong(ByteRange::offset).min().orElse(0)
                        + " to "
                        + doubtful.stream().mapToLong(ByteRange::end).max().orElse(0)
                        + "; look at them, write again what is missing, call trustMemory() and flush"
                        + " again",
                debt.lastFailure(),
                owed(),
                doubtful);
    }

    private FlushFailedException notOnDisk(
            OpenSection by, ByteRange bytes, List<ByteRange> missing) {
        ByteRange first = missing.getFirst();
        return new FlushFailedException(
                place(by, bytes),
                "what an earlier flush did not make durable ("
                        + lastMessage()
                        + ") has been written again, but the file system does not count the blocks as"
                        + " written, or cannot be asked, so that the bytes would not be read back: "
                        + missing.size()
                        + (missing.size() == 1 ? " range" : " ranges")
                        + ", the first at offset "
                        + first.offset()
                        + " with length "
                        + first.length()
                        + "; memory has the bytes: flush again, or copy them to another file",
                debt.lastFailure(),
                owed(),
                debt.doubtful());
    }

    private @Nullable String lastMessage() {
        FlushFailedException last = debt.lastFailure();
        return last == null ? null : last.getMessage();
    }

    /** Another mapping of the file may have created or extended it. */
    private void flushMetadataOfOthers(OpenSection by, ByteRange bytes, Durability level)
            throws IOException {
        if (level != Durability.DEVICE) {
            return;
        }
        file.forOthers(
                by, other -> attempt(other, bytes, level, other.section()::flushMetadata));
    }

    private List<ByteRange> owed() {
        return debt.owed(0, Long.MAX_VALUE);
    }

    private static Place place(OpenSection by, ByteRange bytes) {
        return Place.of(by.name(), bytes.offset(), bytes.length());
    }
}
