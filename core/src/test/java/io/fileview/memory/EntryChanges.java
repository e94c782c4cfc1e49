package io.fileview.memory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Changes of directory entries that are not on the disk yet. Each is there wholly or not at all, also a rename. Changes
 * of one name reach the disk in their order, those of different names in any. Guarded by the lock of the file system.
 */
final class EntryChanges {
    private List<Change> pending = new ArrayList<>();

    /**
     * What becomes of one entry.
     *
     * @param directory the directory
     * @param name the name
     * @param node what the name leads to from then on, or null for nothing
     */
    record Edit(DirectoryNode directory, String name, @Nullable Node node) {
        private Key key() {
            return new Key(directory, name);
        }
    }

    private record Key(DirectoryNode directory, String name) {}

    private record Change(List<Edit> edits) {
        boolean touches(Set<Key> keys) {
            return edits.stream().anyMatch(edit -> keys.contains(edit.key()));
        }
    }

    void add(Edit... edits) {
        pending.add(new Change(List.of(edits)));
    }

    void flush(DirectoryNode directory) {
        apply(change -> change.edits().stream().anyMatch(edit -> edit.directory() == directory));
    }

    void flush(DirectoryNode directory, String name) {
        Set<Key> keys = Set.of(new Key(directory, name));
        apply(change -> change.touches(keys));
    }

    /** The power goes: some have reached the disk, the others are lost. */
    void cut(RandomGenerator random) {
        apply(change -> random.nextBoolean());
        pending.clear();
    }

    /** Brings changes to the disk, and with them the earlier ones of the same names. */
    private void apply(Predicate<Change> wanted) {
        Set<Key> keys = new HashSet<>();
        Deque<Change> chosen = new ArrayDeque<>();
        List<Change> rest = new ArrayList<>();
        for (Change change : pending.reversed()) {
            if (wanted.test(change) || change.touches(keys)) {
                chosen.addFirst(change);
                change.edits().forEach(edit -> keys.add(edit.key()));
            } else {
                rest.add(change);
            }
        }
        Collections.reverse(rest);
        pending = rest;
        for (Change change : chosen) {
            change.edits().forEach(EntryChanges::apply);
        }
    }

    private static void apply(Edit edit) {
        if (edit.node() == null) {
            edit.directory().durable.remove(edit.name());
        } else {
            edit.directory().durable.put(edit.name(), edit.node());
        }
    }
}
