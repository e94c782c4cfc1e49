package io.fileview.labs.powercut;

import java.util.List;

/** The workloads of the lab. */
final class Workloads {
    static final Workload FLUSH = new FlushWorkload();
    static final Workload GROWTH = new GrowthWorkload();

    private static final List<Workload> ALL = List.of(FLUSH, GROWTH);

    private Workloads() {}

    static Workload named(String title) {
        return ALL.stream().filter(one -> one.title().equals(title)).findFirst().orElseThrow();
    }
}
