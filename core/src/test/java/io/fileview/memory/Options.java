package io.fileview.memory;

import java.util.EnumSet;
import java.util.Set;

/**
 * How a memory file system is made. What may change while it runs is {@link Behaviour}.
 *
 * @param mode how files are mapped
 * @param pageSize bytes of a page, which is also the unit in which space is given out
 * @param sectorSize bytes that the disk writes whole or not at all
 * @param takesPaths true to accept paths of the default file system; URIs {@code memory:/...} are always accepted
 * @param nameless false if temporary files need a name
 * @param mappable bytes: ranges of one file share memory only where they lie within the same multiple of so many bytes
 * @param without abilities that are missing
 */
public record Options(
        Mode mode,
        int pageSize,
        int sectorSize,
        boolean takesPaths,
        boolean nameless,
        long mappable,
        Set<Ability> without) {
    /** Segments, pages of 4096 bytes, sectors of 512, paths, all abilities. */
    public static final Options DEFAULT =
            new Options(Mode.SEGMENT, 4096, 512, true, true, 64L << 20, Set.of());

    /** Checks the sizes. */
    public Options {
        if (Integer.bitCount(pageSize) != 1 || pageSize % sectorSize != 0
                || mappable % pageSize != 0) {
            throw new IllegalArgumentException(
                    "pages of " + pageSize + " bytes, sectors of " + sectorSize + " and " + mappable
                            + " mappable bytes do not fit: each must be a multiple of the one before, and pages a power"
                            + " of 2");
        }
        without = Set.copyOf(without);
    }

    /**
     * Other ranges.
     *
     * @param other how files are mapped
     * @return the options, with that changed
     */
    public Options mode(Mode other) {
        return new Options(other, pageSize, sectorSize, takesPaths, nameless, mappable, without);
    }

    /**
     * Other pages.
     *
     * @param bytes bytes of a page
     * @return the options, with that changed
     */
    public Options pageSize(int bytes) {
        return new Options(mode, bytes, sectorSize, takesPaths, nameless, mappable, without);
    }

    /**
     * Other sectors.
     *
     * @param bytes bytes that the disk writes whole or not at all
     * @return the options, with that changed
     */
    public Options sectorSize(int bytes) {
        return new Options(mode, pageSize, bytes, takesPaths, nameless, mappable, without);
    }

    /**
     * URIs only.
     *
     * @return the options, with that changed
     */
    public Options urisOnly() {
        return new Options(mode, pageSize, sectorSize, false, nameless, mappable, without);
    }

    /**
     * Temporary files with a name, which stays if the process dies.
     *
     * @return the options, with that changed
     */
    public Options namedTemporaries() {
        return new Options(mode, pageSize, sectorSize, takesPaths, false, mappable, without);
    }

    /**
     * Larger or smaller pieces of memory that the ranges of a file share.
     *
     * @param bytes bytes, a multiple of the page size
     * @return the options, with that changed
     */
    public Options mappable(long bytes) {
        return new Options(mode, pageSize, sectorSize, takesPaths, nameless, bytes, without);
    }

    /**
     * Less of what an engine need not have.
     *
     * @param ability an ability
     * @return the options, without it
     */
    public Options without(Ability ability) {
        Set<Ability> more = EnumSet.of(ability);
        more.addAll(without);
        return new Options(mode, pageSize, sectorSize, takesPaths, nameless, mappable, more);
    }

    boolean has(Ability ability) {
        return !without.contains(ability);
    }
}
