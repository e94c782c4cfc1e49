package io.fileview.memory;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Locks of bytes of one file, each held by an open file. Guarded by the lock of the file system. */
final class ByteLocks {
    private final Map<Long, Held> bytes = new HashMap<>();

    private static final class Held {
        final Set<Object> holders = new HashSet<>();
        boolean shared;
    }

    /** Takes a lock, or turns the one that the holder has into another; false if others are in the way. */
    boolean take(Object holder, long position, boolean shared) {
        Held held = bytes.computeIfAbsent(position, any -> new Held());
        boolean others = held.holders.size() > (held.holders.contains(holder) ? 1 : 0);
        if (others && !(shared && held.shared)) {
            return false;
        }
        held.holders.add(holder);
        held.shared = shared;
        return true;
    }

    void release(Object holder, long position) {
        Held held = bytes.get(position);
        if (held != null && held.holders.remove(holder) && held.holders.isEmpty()) {
            bytes.remove(position);
        }
    }

    boolean holds(Object holder, long position) {
        Held held = bytes.get(position);
        return held != null && held.holders.contains(holder);
    }

    /** The other processes that hold a lock, which are known by a description. */
    List<String> others(long position) {
        Held held = bytes.get(position);
        return held == null
                ? List.of()
                : held.holders.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .sorted()
                        .toList();
    }

    void releaseAll(Object holder) {
        for (Long position : Set.copyOf(bytes.keySet())) {
            release(holder, position);
        }
    }

    void clear() {
        bytes.clear();
    }
}
