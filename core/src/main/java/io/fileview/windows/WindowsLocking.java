package io.fileview.windows;

import io.fileview.ByteRange;
import io.fileview.MappingException;
import io.fileview.MappingLimitException;
import io.fileview.spi.PageLocking;
import io.fileview.spi.Place;
import io.fileview.windows.PageSet.Run;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/** Locks pages of a range in memory, and tracks which are locked. Thread-safe. */
final class WindowsLocking implements PageLocking {
    private static final WindowsFunction VIRTUAL_LOCK = WindowsFunction.of("VirtualLock");
    private static final WindowsFunction VIRTUAL_UNLOCK = WindowsFunction.of("VirtualUnlock");

    /** What {@link #trim} returns instead of an error of the system. */
    static final int PAGES_LOCKED = -1;

    private static final int ERROR_NOT_LOCKED = 158;
    private static final int ERROR_WORKING_SET_QUOTA = 1453;

    /** Other threads may use up the room that was made for one. */
    private static final int MOST_ATTEMPTS = 3;

    private final RangePages pages;

    /** The locked pages of all ranges that are parts of the same views. */
    private final PageLocks locks;

    private final PageSet mine; // guarded by locks

    WindowsLocking(RangePages pages) {
        this.pages = pages;
        this.locks = pages.mapped().locks();
        synchronized (locks) {
            this.mine = locks.newOwner();
        }
    }

    @Override
    public void lock(ByteRange range) throws IOException {
        if (range.length() == 0) {
            return;
        }
        pages.requireInFile(range);
        synchronized (locks) {
            List<Run> missing = locks.notLocked(pages.run(range));
            int done = 0;
            boolean isLocked = false;
            try {
                for (; done < missing.size(); done++) {
                    Run run = missing.get(done);
                    int error = lock(pages.mapped().address(), run);
                    if (error != 0) {
                        pages.requireInFile(range);
                        throw failure(range, run.size(), error);
                    }
                }
                mine.add(pages.run(range));
                isLocked = true;
            } finally {
                for (int i = 0; !isLocked && i < done; i++) { // without memory for more
                    unlock(pages.mapped().address(), missing.get(i));
                }
            }
        }
    }

    private static int lock(long address, Run run) {
        long start = address + run.first() * SystemPages.SIZE;
        int error = 0;
        long raised = 0;
        for (int i = 0; i < MOST_ATTEMPTS; i++) {
            if (VIRTUAL_LOCK.succeeds(start, run.size())) {
                return 0;
            }
            error = WindowsFunction.lastError();
            if (error != ERROR_WORKING_SET_QUOTA
                    || WorkingSetRoom.OF_PROCESS.raise(run.size()) != 0) {
                break;
            }
            raised += run.size();
        }
        WorkingSetRoom.OF_PROCESS.giveBack(raised);
        return error;
    }

    private static int unlock(long address, Run run) {
        boolean done =
                VIRTUAL_UNLOCK.succeeds(address + run.first() * SystemPages.SIZE, run.size());
        int error = done ? 0 : WindowsFunction.lastError();
        WorkingSetRoom.OF_PROCESS.giveBack(run.size());
        return error == ERROR_NOT_LOCKED ? 0 : error;
    }

    private MappingException failure(ByteRange range, long bytes, int error) {
        Place place = pages.place(range);
        String problem = "cannot lock " + bytes + " bytes in memory";
        if (error != ERROR_WORKING_SET_QUOTA) {
            return WindowsErrors.failure(place, problem, error);
        }
        long minimum = WorkingSetRoom.OF_PROCESS.minimum();
        return new MappingLimitException(
                place.withError(WindowsError.name(error)),
                problem
                        + ": the minimum working set of the process"
                        + (minimum < 0 ? "" : ", " + minimum + " bytes,")
                        + " has no room for them, and the system does not let it be raised"
                        + " ("
                        + WindowsError.name(error)
                        + "); lock less, unlock other ranges, or give the user the right to"
                        + " increase a process working set",
                "minimum working set",
                minimum,
                -1,
                null);
    }

    @Override
    public void unlock(ByteRange range) throws IOException {
        if (range.length() == 0) {
            return;
        }
        synchronized (locks) {
            unlock(pages.run(range));
        }
    }

    /** Unlocks all pages of a part that is about to end. */
    void unlockAll() throws IOException {
        synchronized (locks) {
            for (Run run : mine.all()) {
                unlock(run);
            }
            locks.remove(mine);
        }
    }

    /** Unlocks what no other range has locked, too. */
    private void unlock(Run run) throws MappingException {
        List<Run> locked = mine.within(run);
        mine.remove(run);
        for (Run part : locked) {
            for (Run free : locks.notLocked(part)) {
                int error = unlock(pages.mapped().address(), free);
                if (error != 0) {
                    locked.forEach(mine::add);
                    throw WindowsErrors.failure(
                            pages.place(pages.all()), "cannot be unlocked in memory", error);
                }
            }
        }
    }

    /** Locks in new views what is locked in those that they are about to replace. */
    void lockIn(SectionViews next) throws IOException {
        synchronized (locks) {
            List<Run> runs = locks.all();
            for (int done = 0; done < runs.size(); done++) {
                int error = lock(next.address(), runs.get(done));
                if (error != 0) {
                    runs.subList(0, done).forEach(run -> unlock(next.address(), run));
                    throw failure(pages.all(), runs.get(done).size(), error);
                }
            }
        }
    }

    /** Returns the pages locked through this range, counted from the first one of the given bytes. */
    BitSet lockedPages(ByteRange range) {
        synchronized (locks) {
            return mine.indexesWithin(pages.run(range));
        }
    }

    /**
     * Takes pages out of the working set: of pages that are not locked, VirtualUnlock does that, and
     * says that they were not locked.
     *
     * @param range bytes of the range, at least one
     * @return 0, or the error: {@link #PAGES_LOCKED} if a page is locked, and then all pages stay
     */
    int trim(ByteRange range) {
        synchronized (locks) {
            if (locks.isAnyLocked(pages.run(range))) {
                return PAGES_LOCKED;
            }
            boolean done = VIRTUAL_UNLOCK.succeeds(pages.start(range), pages.size(range));
            int error = done ? 0 : WindowsFunction.lastError();
            return error == ERROR_NOT_LOCKED ? 0 : error;
        }
    }
}
