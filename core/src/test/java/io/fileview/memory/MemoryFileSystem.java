package io.fileview.memory;

import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.spi.EntryDurability;
import io.fileview.spi.FileLocation;
import io.fileview.spi.Place;
import java.io.IOException;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

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
    /** The errors that mean that a directory cannot be flushed. */
    static final Set<String> UNFLUSHABLE =
            Set.of("EINVAL", "ENOSYS", "EBADF", "EOPNOTSUPP");

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
    private final Administrator administrator = new Administrator(this);
    private final MemoryDisk disk = new MemoryDisk(this);

    private final AtomicLong era = new AtomicLong(); // changed under lock
    private String endOfEra = ""; // guarded by lock
    private long evictions; // guarded by lock
    private long lockedPages; // guarded by lock
    private final IdentityHashMap<Object, String> open = new IdentityHashMap<>(); // guarded by lock

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
     * What an administrator does to the files.
     *
     * @return the administrator, always the same one
     */
    public Administrator administrator() {
        return administrator;
    }

    /**
     * What happens to the cache and to the disk.
     *
     * @return the disk, always the same one
     */
    public MemoryDisk disk() {
        return disk;
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
     * The files and directories that are open, each as often as it is.
     *
     * @return their names, sorted
     */
    public List<String> openNames() {
        return locked(() -> open.values().stream().sorted().toList());
    }

    /** The lock is held. */
    void opened(Object opened, String name) {
        open.put(opened, name);
    }

    /** The lock is held. */
    void closed(Object closed, String name) {
        if (open.remove(closed) == null) {
            throw new AssertionError(name + " has been closed before");
        }
    }

    /**
     * Cuts the power. What was flushed stays. Of what was not, each sector of a page, each size and each directory
     * entry may have reached the disk or not, as a random number says. All that was open is dead from now on: its calls
     * throw EIO, and its segments are memory that nothing else sees. Files keep their number and birth, and the volume
     * in their identities is another one.
     *
     * @param random the random numbers; print their seed
     */
    public void cutPower(RandomGenerator random) {
        // The first numbers of java.util.Random are alike for seeds that are.
        RandomGenerator mixed = new SplittableRandom(random.nextLong());
        locked(
                () -> {
                    nodes.closeAll(FileNode::belongsToThePast);
                    entryChanges.cut(mixed);
                    tree.setRoot(nodes.afterCut(tree.root(), mixed));
                    endEra("the power was cut");
                    return null;
                });
    }

    /** Ends the process that has the files open. All that it did is in the cache; all that it had open is dead. */
    public void killProcess() {
        locked(
                () -> {
                    nodes.closeAll(nodes::releaseIfUnused);
                    endEra("its process was killed");
                    return null;
                });
    }

    private void endEra(String how) {
        era.incrementAndGet();
        endOfEra = how;
        lockedPages = 0;
        open.clear();
        changed.signalAll();
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
        return era.get();
    }

    /** Something happened that others may wait for. The lock is held. */
    void signal() {
        changed.signalAll();
    }

    /** What somebody waits for, asked under the lock. */
    @FunctionalInterface
    interface Awaited<E extends Exception> {
        boolean isSo() throws E;
    }

    /**
     * Waits until something is so, which is looked at after each {@link #signal}. Interrupts are kept. The lock is held.
     *
     * @param nanos how long at most
     * @return false if it is not so when the time has passed
     */
    <E extends Exception> boolean await(long nanos, Awaited<E> awaited) throws E {
        long end = System.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            while (!awaited.isSo()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    changed.awaitNanos(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void requireAlive(long openedIn, Place place) throws MappingException {
        if (openedIn != era()) {
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

    /** Flushes a directory; some errors mean that the file system cannot, as on Linux. */
    void flushDirectory(Place place, Faults.Work work) throws IOException {
        try {
            faults().run(Operation.FLUSH_DIRECTORY, place.file(), place.offset(), place.length(),
                    work);
        } catch (FlushFailedException failure) {
            String error = failure.errorName().orElse("");
            if (!UNFLUSHABLE.contains(error)) {
                throw failure;
            }
            EntryDurability.notSupported(nodes.volume(), place, "an entry", error);
        }
    }

    @Override
    public String toString() {
        return nodes.volume();
    }
}
