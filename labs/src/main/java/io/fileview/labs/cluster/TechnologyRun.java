package io.fileview.labs.cluster;

import io.fileview.labs.common.Mounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Fills one column of the table. */
final class TechnologyRun {
    private static final String ONE_MACHINE = "one machine with one copy has no other node";

    /** The library's own tests need more than the rest does. */
    private static final long LARGE = 2L << 30;

    private static final long SMALL = 512L << 20;

    private final Technology technology;
    private final PromiseTable table;
    private final Path work;
    private final Path root;
    private final long seed;
    private final boolean brief;

    /** Tries one promise. */
    @FunctionalInterface
    private interface Check {
        Verdict run() throws IOException;
    }

    TechnologyRun(
            Technology technology,
            PromiseTable table,
            Path work,
            Path root,
            long seed,
            boolean brief) {
        this.technology = technology;
        this.table = table;
        this.work = work;
        this.root = root;
        this.seed = seed;
        this.brief = brief;
    }

    /** Tries all promises; what goes wrong is in the table. */
    void run() {
        long start = System.nanoTime();
        try (Place place = technology.open(work, brief ? SMALL : LARGE)) {
            System.err.printf(
                    Locale.ROOT, "%s: ready after %.1f s%n", technology.title(), seconds(start));
            runOn(place);
        } catch (IOException e) {
            putAll(Verdict.failed("could not be set up: " + e.getMessage()));
        }
    }

    /** Enters the same verdict for each promise. */
    void putAll(Verdict verdict) {
        for (Promise promise : Promise.values()) {
            table.put(technology.title(), promise, verdict);
        }
    }

    private void runOn(Place place) {
        Samples samples = new Samples(seed);
        MappingChecks mapping = new MappingChecks(place, samples);
        check(place, Promise.MAPPING, mapping::mapping);
        check(place, Promise.COPY_ON_WRITE, mapping::copyOnWrite);
        check(place, Promise.GROWTH, mapping::growth);
        check(place, Promise.DELETED, mapping::deleted);
        check(place, Promise.DIRTY_COUNTS, mapping::dirtyCounts);
        DiskChecks disk = new DiskChecks(place, samples);
        check(place, Promise.FLUSH, disk::flush);
        CommitChecks commits = new CommitChecks(place, samples);
        check(place, Promise.COMMIT, commits::commit);
        check(place, Promise.SNAPSHOT, commits::snapshot);
        SharingChecks sharing = new SharingChecks(place, samples);
        check(place, Promise.PAGE_GONE, sharing::pageGone);
        check(place, Promise.CORRUPTED, disk::corrupted);
        check(place, Promise.COHERENCE, sharing::coherence);
        if (place instanceof GlusterVolume volume) {
            ClusterChecks cluster = new ClusterChecks(volume, samples);
            check(place, Promise.NODE_LOST, cluster::nodeLost);
            check(place, Promise.QUORUM_LOST, cluster::quorumLost);
            check(place, Promise.REMOTE_ERROR, cluster::remoteError);
        } else {
            table.put(technology.title(), Promise.NODE_LOST, Verdict.notGiven(ONE_MACHINE));
            table.put(technology.title(), Promise.QUORUM_LOST,
                    Verdict.notGiven(ONE_MACHINE + "; labs/io-errors fails the disk instead"));
            table.put(technology.title(), Promise.REMOTE_ERROR, Verdict.notGiven(ONE_MACHINE));
        }
        check(
                place,
                Promise.CORE_TESTS,
                brief
                        ? () -> Verdict.notRun("left out by --short")
                        : new CoreTests(place, root)::run);
    }

    private void check(Place place, Promise promise, Check check) {
        long start = System.nanoTime();
        Verdict verdict;
        try {
            // Otherwise the rest would use the directory under a mount that failed.
            if (!Mounts.isMounted(place.directory())) {
                throw new IOException(place.directory() + " is not mounted any more");
            }
            verdict = expected(promise, check.run());
        } catch (BrokenPromise e) {
            verdict = Verdict.failed(String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException | InternalError e) {
            // An InternalError is how the JVM reports a page that cannot be read.
            verdict = Verdict.failed(e.toString());
        }
        table.put(technology.title(), promise, verdict);
        System.err.printf(
                Locale.ROOT,
                "%s: %s: %s (%.1f s): %s%n",
                technology.title(),
                promise.words(),
                verdict.state().words(),
                seconds(start),
                verdict.words());
    }

    /** What a technology can give must not be called not given. */
    private Verdict expected(Promise promise, Verdict verdict) {
        return verdict.state() != Verdict.State.NOT_GIVEN || technology.mayNotGive(promise)
                ? verdict
                : Verdict.failed(technology.title() + " can give this: " + verdict.words());
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
