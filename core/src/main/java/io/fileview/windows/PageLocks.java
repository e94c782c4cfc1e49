package io.fileview.windows;

import io.fileview.windows.PageSet.Run;
import java.util.ArrayList;
import java.util.List;

/**
 * The locked pages of views, counted here: Windows does not count, so that one unlock would undo the
 * locks of all ranges that are parts of the same views. Every use is synchronized on this.
 */
final class PageLocks {
    /** What each range has locked. */
    private final List<PageSet> owners = new ArrayList<>();

    /** Returns the set of a range that is about to lock pages. */
    PageSet newOwner() {
        PageSet owner = new PageSet();
        owners.add(owner);
        return owner;
    }

    void remove(PageSet owner) {
        owners.removeIf(known -> known == owner);
    }

    /** Returns the parts of a run that no range has locked. */
    List<Run> notLocked(Run run) {
        List<Run> parts = List.of(run);
        for (PageSet owner : owners) {
            parts = owner.missingFrom(parts);
        }
        return parts;
    }

    boolean isAnyLocked(Run run) {
        return owners.stream().anyMatch(owner -> !owner.within(run).isEmpty());
    }

    /** Returns every page that a range has locked, once. */
    List<Run> all() {
        PageSet all = new PageSet();
        owners.forEach(owner -> owner.all().forEach(all::add));
        return all.all();
    }

    /** Takes back the room of all locked pages, because views with these have been unmapped. */
    synchronized void giveBackRoom() {
        for (Run run : all()) {
            WorkingSetRoom.OF_PROCESS.giveBack(run.size());
        }
    }
}
