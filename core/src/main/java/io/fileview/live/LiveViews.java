package io.fileview.live;

import io.fileview.spi.EngineFile;
import io.fileview.spi.MappedRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The registry of all mapped ranges of this process. Thread-safe. */
public final class LiveViews {
    /** The address of views that have no bytes or no segment. */
    static final long NO_ADDRESS = 0;

    private static final NavigableMap<Start, LiveView> BY_START = new ConcurrentSkipListMap<>();

    /**
     * Views of one commit mapping may start at the same address; the one mapped last has the
     * highest id.
     */
    private record Start(long address, long id) implements Comparable<Start> {
        static Start of(LiveView view) {
            return new Start(view.address(), view.id());
        }

        @Override
        public int compareTo(Start other) {
            int byAddress = Long.compareUnsigned(address, other.address);
            return byAddress != 0 ? byAddress : Long.compare(id, other.id);
        }
    }

    private LiveViews() {}

    public static void add(LiveView view) {
        BY_START.put(Start.of(view), view);
        view.setCounted(true);
        count(view, 1, view.length());
    }

    /** Removes a view, if it is there. May be repeated: the map may throw after it has removed one. */
    static void remove(LiveView view) {
        BY_START.remove(Start.of(view));
        if (view.setCounted(false)) {
            count(view, -1, -view.length());
        }
    }

    static void move(LiveView view, long address, long length) {
        BY_START.remove(Start.of(view));
        count(view, 0, length - view.length());
        view.movedTo(address, length);
        BY_START.put(Start.of(view), view);
    }

    private static void count(LiveView view, long views, long bytes) {
        if (view.isView()) {
            Counters.LIVE_VIEWS.addAndGet(views);
            Counters.MAPPED_BYTES.addAndGet(bytes);
        }
    }

    /** Returns the mapped views in ascending order of address. */
    public static List<MappedView> all() {
        return mapped(BY_START.values());
    }

    /**
     * Returns the view that starts at an address, the one mapped last if there are several; null if
     * there is none.
     */
    public static @Nullable MappedView startingAt(long address) {
        if (address == NO_ADDRESS) {
            return null;
        }
        List<MappedView> views =
                mapped(
                        BY_START.subMap(
                                new Start(address, 0),
                                true,
                                new Start(address, Long.MAX_VALUE),
                                true)
                                .values());
        return views.isEmpty() ? null : views.getLast();
    }

    /** Returns a view that contains an address; null if there is none. */
    public static @Nullable MappedView containing(long address) {
        for (LiveView live : BY_START.headMap(new Start(address, Long.MAX_VALUE), true)
                .descendingMap()
                .values()) {
            MappedView view = live.view();
            long inside = address - live.address();
            if (live.address() != NO_ADDRESS
                    && view != null
                    && view.isMapped()
                    && inside >= 0
                    && inside < live.length()) {
                return view;
            }
        }
        return null;
    }

    /** Returns the views that are mapped through one opening. */
    public static List<MappedView> through(EngineFile file) {
        return all().stream().filter(view -> view.opening().engineFile().equals(file)).toList();
    }

    private static List<MappedView> mapped(Collection<LiveView> live) {
        List<MappedView> views = new ArrayList<>();
        for (LiveView each : live) {
            MappedView view = each.view();
            if (view != null && view.isMapped()) {
                views.add(view);
            }
        }
        return views;
    }

    /** Returns the mapped ranges of a file, in no particular order. */
    static List<LiveView> of(FileInProcess file) {
        LiveView.reclaimLeaked();
        List<LiveView> views = new ArrayList<>();
        for (LiveView view : BY_START.values()) {
            if (view.file() == file) {
                views.add(view);
            }
        }
        return views;
    }

    /** Returns the writable ranges of a file that are mapped through one engine. */
    static Iterable<MappedRange> writableRanges(FileInProcess file, CountedFile through) {
        return () -> {
            List<MappedRange> ranges = new ArrayList<>();
            for (LiveView live : of(file)) {
                MappedView view = live.view();
                CountedFile opening = live.opening();
                if (live.dirtiesFile()
                        && view != null
                        && opening != null
                        && opening.engine().equals(through.engine())) {
                    ranges.add(view.range());
                }
            }
            return Collections.unmodifiableList(ranges).iterator();
        };
    }
}
