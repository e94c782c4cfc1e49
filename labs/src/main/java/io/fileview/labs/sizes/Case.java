package io.fileview.labs.sizes;

import static io.fileview.labs.sizes.Expectation.refused;
import static io.fileview.labs.sizes.Expectation.refusedBelow;
import static io.fileview.labs.sizes.Expectation.works;

import java.util.List;

/** A size or kind of file, or a number of views, which a JVM of its own tries. */
enum Case {
    EMPTY("0 bytes", works(Attempt.SHARED), works(Attempt.COPY), works(Attempt.COMMIT),
            works(Attempt.EMPTY_VIEW)),
    ONE_BYTE("1 byte", works(Attempt.SHARED), works(Attempt.COPY), works(Attempt.COMMIT),
            works(Attempt.EMPTY_VIEW)),
    NINE_TEBIBYTES("9 TiB, sparse", works(Attempt.SHARED), works(Attempt.COMMIT)),
    LARGEST("2^63-1 bytes",
            refused(Attempt.ALL, "MappingLimitException", "cannot map 9223372036854775807 bytes at"
                    + " offset 0: .* no room for 9223372036854775807 more bytes \\(ENOMEM\\); map less"),
            works(Attempt.LAST_PAGES),
            refused(Attempt.LAST_BYTE, "NotMappableException", "beyond offset 9223372036854771712,"
                    + " because .* 2\\^63 .*; use a channel"),
            works(Attempt.EMPTY_VIEW)),
    LARGE_COPY("a copy-on-write view, larger than memory and swap space", works(Attempt.COPY)),
    LARGE_COMMIT("a commit, of a file larger than memory and swap space", works(Attempt.COMMIT)),
    HUGE_PAGES("hugetlbfs",
            works(Attempt.HUGE_VIEW),
            works(Attempt.HUGE_COPY),
            refused(Attempt.ODD_SIZE, "MappingException",
                    "to 100 bytes, which is no multiple of the"
                            + " page size of hugetlbfs, 2097152: .*EINVAL\\); truncate it to a multiple"),
            refused(Attempt.TOO_MANY_PAGES, "DiskFullException",
                    "from 4194304 to 2097152000000 bytes,"
                            + " because hugetlbfs has not enough free pages of 2097152 bytes"
                            + " \\(ENOSPC\\); raise vm.nr_hugepages; the file keeps its size$"),
            refused(Attempt.COMMIT, "UnsupportedOperationException",
                    "because the engine linux cannot"
                            + " find private pages .*; map it with FileMapping")),
    BLOCK_DEVICE("a block device",
            works(Attempt.SHARED),
            works(Attempt.COPY),
            refused(Attempt.LARGER_DEVICE, "DiskFullException", "is a device of 1573376 bytes and"
                    + " cannot be extended to 1573377; use a larger one"),
            refused(Attempt.COMMIT, "NotMappableException",
                    "is a block device; only regular files")),
    EXTENTS("many extents", works(Attempt.EXTENTS), works(Attempt.EXTENTS_COMMITTED)),
    VIEWS("60,000 views",
            works(Attempt.VIEWS),
            refusedBelow(110_000, Attempt.MORE_VIEWS, "MappingLimitException", Case.NO_AREA),
            works(Attempt.VIEWS_CLOSED)),
    FORGOTTEN("150,000 forgotten views", works(Attempt.FORGOTTEN)),
    FOREIGN("62,000 foreign mappings",
            works(Attempt.FEW_BESIDE_OTHERS),
            refusedBelow(70_000, Attempt.MANY_BESIDE_OTHERS, "MappingLimitException",
                    Case.NO_AREA),
            works(Attempt.CLOSED_BESIDE_OTHERS)),
    FOREIGN_MEANWHILE("foreign mappings meanwhile",
            refusedBelow(
                    70_000, Attempt.WITH_OTHERS, "MappingLimitException", Case.NO_AREA),
            works(Attempt.CLOSED_BESIDE_OTHERS));

    /** The limit of mappings that these cases need at least, which is the default of the kernel. */
    static final long LEAST_LIMIT = 65_530;

    private static final String NO_AREA =
            "cannot map 4096 bytes at offset [0-9]+: the process has [0-9]+ mappings and"
                    + " vm.max_map_count allows [0-9]+, .* for the JVM; unmap views";

    private final String title;
    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of records
    private final List<Expectation> expected;

    Case(String title, Expectation... expected) {
        this.title = title;
        this.expected = List.of(expected);
    }

    String title() {
        return title;
    }

    /** What must become of each attempt, in their order. */
    List<Expectation> expected() {
        return expected;
    }
}
