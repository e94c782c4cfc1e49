package io.fileview.labs.workload;

import java.util.List;

/** The workloads of the labs. */
public final class Workloads {
    /** Records, written and flushed through several views. */
    public static final Workload FLUSH = new FlushWorkload();
    /** Files, created and grown. */
    public static final Workload GROWTH = new GrowthWorkload();
    /** Transactions, committed. */
    public static final Workload COMMIT = new CommitWorkload();
    /** A control: {@code force()} until it succeeds. */
    public static final Workload FORCE_AGAIN = new PlainWorkload(true);
    /** A control: {@code force()}, whose failures are ignored. */
    public static final Workload IGNORE_FAILURES = new PlainWorkload(false);

    /** The workloads that use Fileview. */
    public static final List<Workload> OF_FILEVIEW = List.of(FLUSH, GROWTH, COMMIT);

    private static final List<Workload> ALL =
            List.of(FLUSH, GROWTH, COMMIT, FORCE_AGAIN, IGNORE_FAILURES);

    private Workloads() {}

    static Workload named(String title) {
        return ALL.stream().filter(one -> one.title().equals(title)).findFirst().orElseThrow();
    }
}
