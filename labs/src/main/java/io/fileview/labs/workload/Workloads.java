package io.fileview.labs.workload;

import java.util.List;

/** The workloads of the lab. */
public final class Workloads {
    /** Records, written and flushed through several views. */
    public static final Workload FLUSH = new FlushWorkload();
    /** Files, created and grown. */
    public static final Workload GROWTH = new GrowthWorkload();

    /** Transactions, committed. */
    public static final Workload COMMIT = new CommitWorkload();

    private static final List<Workload> ALL = List.of(FLUSH, GROWTH, COMMIT);

    private Workloads() {}

    static Workload named(String title) {
        return ALL.stream().filter(one -> one.title().equals(title)).findFirst().orElseThrow();
    }
}
