package io.fileview.win32;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The handles and address ranges that the functions of each {@link NativeProcess} have returned and
 * that are still theirs. There is one table for the JVM, because one {@code NativeProcess} may
 * release what another has made, and Windows then uses the number again for something else.
 *
 * <p>Callers hold the lock of this object while they release something and take it out of the table.
 */
final class NativeHoldings {
    static final NativeHoldings ALL = new NativeHoldings();

    private final Map<Long, NativeProcess> handles = new HashMap<>();
    private final TreeMap<Long, Range> ranges = new TreeMap<>();

    /**
     * A range of addresses.
     *
     * @param base its first address
     * @param end the address after its last
     * @param owner whose functions have returned it
     */
    record Range(long base, long end, NativeProcess owner) {}

    NativeHoldings() {}

    synchronized void opened(long handle, NativeProcess owner) {
        handles.put(handle, owner);
    }

    synchronized void closed(long handle) {
        handles.remove(handle);
    }

    /** Adds a range; its parts that are in the table keep their owner. */
    synchronized void made(long base, long end, NativeProcess owner) {
        long from = base;
        for (Range known : within(base, end)) {
            if (from < known.base()) {
                ranges.put(from, new Range(from, known.base(), owner));
            }
            from = Math.max(from, known.end());
        }
        if (from < end) {
            ranges.put(from, new Range(from, end, owner));
        }
    }

    /** Removes a range; what is in the table around it stays there. */
    synchronized void gone(long base, long end) {
        for (Range known : within(base, end)) {
            ranges.remove(known.base());
            if (known.base() < base) {
                ranges.put(known.base(), new Range(known.base(), base, known.owner()));
            }
            if (end < known.end()) {
                ranges.put(end, new Range(end, known.end(), known.owner()));
            }
        }
    }

    /** Whether a function has returned the memory at an address. */
    synchronized boolean has(long address) {
        return !within(address, address + 1).isEmpty();
    }

    private List<Range> within(long base, long end) {
        Map.Entry<Long, Range> before = ranges.floorEntry(base);
        long from = before != null && before.getValue().end() > base ? before.getKey() : base;
        return from < end ? new ArrayList<>(ranges.subMap(from, end).values()) : List.of();
    }

    synchronized List<Long> handlesOf(NativeProcess owner) {
        return handles.entrySet().stream()
                .filter(entry -> entry.getValue() == owner)
                .map(Map.Entry::getKey)
                .toList();
    }

    synchronized List<Range> rangesOf(NativeProcess owner) {
        return ranges.values().stream().filter(range -> range.owner() == owner).toList();
    }
}
