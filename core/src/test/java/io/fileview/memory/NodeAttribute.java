package io.fileview.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The extended attribute of a file, in the cache and on the disk. Guarded by the lock of the file system. */
final class NodeAttribute {
    /** What the disk may have: first what it has for sure since the last flush, last what was set last. */
    private List<Optional<byte[]>> history = new ArrayList<>(List.of(Optional.empty()));

    Optional<byte[]> get() {
        return history.getLast().map(byte[]::clone);
    }

    void set(Optional<byte[]> note) {
        history.add(note.map(byte[]::clone));
    }

    /** The disk has what was set last. */
    void stabilize() {
        history = new ArrayList<>(List.of(history.getLast()));
    }

    /** Becomes what a power cut has left. */
    void restore(NodeAttribute before, RandomGenerator random) {
        // No number is taken for a file without changes, so that a seed means what it always meant.
        int left = before.history.size() == 1 ? 0 : random.nextInt(before.history.size());
        history = new ArrayList<>(List.of(before.history.get(left)));
    }
}
