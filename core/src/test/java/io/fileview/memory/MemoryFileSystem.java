package io.fileview.memory;

import io.fileview.MappingException;
import io.fileview.spi.FileLocation;
import io.fileview.spi.Place;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file system in memory, with a page cache above a disk. A change goes to the cache; it reaches the disk when it is
 * flushed, and may reach it before.
 *
 * {@snippet :
 * MemoryFileSystem files = new MemoryFileSystem(Options.DEFAULT);
 * files.others().write(path, bytes);
 * Engine engine = files.engine();
 * files.faults().plan(Faults.at(17, Fault.error(OsError.EIO)));
 * // ... use the engine ...
 * files.cutPower(new Random(seed));
 * // ... use the engine again: everything that was open is dead ...
 * }
 *
 * <p>Thread-safe.
 */
public final class MemoryFileSystem {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Options options;
    private final Behaviour behaviour = new Behaviour();
    private final Faults faults = new Faults();
    private final Space space;
    private final Nodes nodes;
    private final EntryChanges entryChanges = new EntryChanges();
    private final Tree tree;
    private final MemoryEngine engine = new MemoryEngine(this);
    private final OtherProgram others = new OtherProgram(this);

    private volatile long era; // written under lock
    private String endOfEra = ""; // guarded by lock
    private long evictions; // guarded by lock
    private long lockedPages; // guarded by lock

    /**
     * An empty file system.
     *
     * @param options how it is made
     */
    public MemoryFileSystem(Options options) {
        this.options = options;
        this.space = new Space(behaviour, options.pageSize());
        this.nodes = new Nodes(options, space);
        this.tree = new Tree(options.takesPaths(), nodes, entryChanges);
    }

    /**
     * The engine that maps the files.
     *
     * @return the engine, always the same one
     */
    public MemoryEngine engine() {
        return engine;
    }

    /**
     * What decides which calls fail.
     *
     * @return the faults, always the same ones
     */
    public Faults faults() {
        return faults;
    }

    /**
     * What may be changed while the file system runs.
     *
     * @return the behaviour, always the same one
     */
    public Behaviour behaviour() {
        return behaviour;
    }

    /**
     * What other programs do to the files.
     *
     * @return the other program, always the same one
     */
    public OtherProgram others() {
        return others;
    }

    /**
     * How the file system was made.
     *
     * @return the options
     */
    public Options options() {
        return options;
    }

    /**
     * The space that the files take.
     *
     * @return bytes, in whole pages
     */
    public long usedSpace() {
        return locked(space::usedBytes);
    }

    /**
     * Cuts the power. What was flushed stays. Of what was not, each sector of a page, each size and each directory
     * entry may have reached the disk or not, as a random number says. All that was open is dead from now on: its calls
     * throw EIO, and its segments are memory that nothing else sees.
     *
     * @param random the random numbers; print their seed
     */
    public void cutPower(Random random) {
        locked(
                () -> {
                    everyFile(FileNode::noticeChanges);
                    entryChanges.cut(random);
                    DirectoryNode left = nodes.afterCut(tree.root(), random);
                    tree.setRoot(left);
                    endEra("the power was cut");
                    return null;
                });
    }

    /** Ends the process that has the files open. All that it did is in the cache; all that it had open is dead. */
    public void killProcess() {
        locked(
                () -> {
                    nodes.closeAll();
                    endEra("its process was killed");
                    return null;
                });
    }

    private void endEra(String how) {
        era++;
        endOfEra = how;
        lockedPages = 0;
        changed.signalAll();
    }

    private void everyFile(java.util.function.Consumer<FileNode> action) {
        nodes.open().forEach(action);
    }

    /** Adds to the count of evictions, as if other files' pages had left the cache. */
    public void countForeignEviction() {
        locked(() -> evictions++);
    }

    long evictions() {
        return locked(() -> evictions);
    }

    /** The lock is held. */
    void evicted() {
        evictions++;
    }

    /** The lock is held. Counts pages that a range has locked in memory; false if there would be too many. */
    boolean lockPages(long pages) {
        if (pages > 0 && pages > behaviour.lockedMemoryLimit() / options.pageSize() - lockedPages) {
            return false;
        }
        lockedPages += pages;
        return true;
    }

    /** The lock is held. */
    long lockedBytes() {
        return lockedPages * options.pageSize();
    }

    Nodes nodes() {
        return nodes;
    }

    Tree tree() {
        return tree;
    }

    EntryChanges entryChanges() {
        return entryChanges;
    }

    /** The lock is held, or what is open may be dead at once. */
    long era() {
        return era;
    }

    /** Something happened that others may wait for. The lock is held. */
    void signal() {
        changed.signalAll();
    }

    /** Waits for {@link #signal}, at most so many nanoseconds. The lock is held. */
    long await(long nanos) throws InterruptedException {
        return changed.awaitNanos(nanos);
    }

    /** Waits for {@link #signal}. The lock is held. */
    void await() {
        changed.awaitUninterruptibly();
    }

    void requireAlive(long openedIn, Place place) throws MappingException {
        if (openedIn != era) {
            String how = locked(() -> endOfEra);
            throw new MappingException(
                    place.withError("EIO"),
                    "is lost: " + how + " after it was opened (EIO); open it again",
                    null);
        }
    }

    /** Something that is done under the lock. */
    @FunctionalInterface
    interface Guarded<T, E extends Exception> {
        T run() throws E;
    }

    <T, E extends Exception> T locked(Guarded<T, E> action) throws E {
        lock.lock();
        try {
            return action.run();
        } finally {
            lock.unlock();
        }
    }

    /** The names that a location stands for. */
    List<String> names(FileLocation location) throws IOException {
        return location.path()
                .map(Tree::names)
                .orElseGet(
                        () -> Arrays.stream(location.uri().orElseThrow().getPath().split("/", -1))
                                .filter(name -> !name.isEmpty())
                                .toList());
    }

    @Override
    public String toString() {
        return nodes.volume();
    }
}
