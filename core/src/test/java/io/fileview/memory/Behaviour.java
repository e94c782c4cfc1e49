package io.fileview.memory;

/** What a test may change while a memory file system runs. Thread-safe. */
public final class Behaviour {
    /** The id of the user who owns all files, unless a test says otherwise, and of that user's group. */
    public static final String USER = "1000";

    private volatile long spaceLimit = Long.MAX_VALUE;
    private volatile long fileLimit = Long.MAX_VALUE;
    private volatile long lockedMemoryLimit = Long.MAX_VALUE;
    private volatile String userId = USER;
    private volatile int attributeLimit = Integer.MAX_VALUE;
    private volatile boolean readOnly;
    private volatile boolean losesFailedFirstWrites;
    private volatile boolean knowsWhatIsOnDisk = true;
    private volatile boolean givesFreshBlocks = true;
    private volatile boolean countsEvictions = true;
    private volatile boolean exposesErrorsOnlyByFlushes;
    private volatile boolean flushesLiveRangesOnly;
    private volatile boolean copiesFollow = true;

    Behaviour() {}

    /**
     * Sets whether copy-on-write ranges with a segment show what is written to the file later, in pages that do not
     * differ. POSIX leaves that open ({@code mmap(2)}).
     *
     * @param follow false to keep what the file had when it was mapped
     * @return this
     */
    public Behaviour copiesFollow(boolean follow) {
        copiesFollow = follow;
        return this;
    }

    boolean copiesFollow() {
        return copiesFollow;
    }

    /**
     * Limits the space, in whole pages; what is in use stays.
     *
     * @param bytes bytes for the contents of all files
     * @return this
     */
    public Behaviour spaceLimit(long bytes) {
        spaceLimit = bytes;
        return this;
    }

    long spaceLimit() {
        return spaceLimit;
    }

    /**
     * Limits the number of files, directories and symbolic links.
     *
     * @param files how many there may be, including those that are taken from the real file system
     * @return this
     */
    public Behaviour fileLimit(long files) {
        fileLimit = files;
        return this;
    }

    long fileLimit() {
        return fileLimit;
    }

    /**
     * Limits what all ranges together may lock in memory.
     *
     * @param bytes bytes, in whole pages
     * @return this
     */
    public Behaviour lockedMemoryLimit(long bytes) {
        lockedMemoryLimit = bytes;
        return this;
    }

    long lockedMemoryLimit() {
        return lockedMemoryLimit;
    }

    /**
     * Makes this process another user's, who owns the files that it creates from now on. Permissions are not checked.
     *
     * @param id the id of the user
     * @return this
     */
    public Behaviour userId(String id) {
        userId = id;
        return this;
    }

    String userId() {
        return userId;
    }

    /**
     * Limits the room that each file has for its extended attribute.
     *
     * @param bytes bytes; a longer one does not fit
     * @return this
     */
    public Behaviour attributeLimit(int bytes) {
        attributeLimit = bytes;
        return this;
    }

    int attributeLimit() {
        return attributeLimit;
    }

    /**
     * Makes the file system read-only, as Linux does after an error. Files that are open for writing stay open; the
     * disk takes no page any more.
     *
     * @param on true for read-only
     * @return this
     */
    public Behaviour readOnly(boolean on) {
        readOnly = on;
        return this;
    }

    boolean readOnly() {
        return readOnly;
    }

    /**
     * Does as ext4 does: if the first write of a block fails, later ones seem to succeed, but the disk gives zeros back,
     * until the page has left the cache or the block has been replaced.
     *
     * @param on true for that
     * @return this
     */
    public Behaviour losesFailedFirstWrites(boolean on) {
        losesFailedFirstWrites = on;
        return this;
    }

    boolean losesFailedFirstWrites() {
        return losesFailedFirstWrites;
    }

    /**
     * Says whether an error of a write in the background is exposed by flushes only, as on overlayfs and to the JDK.
     *
     * @param on true for that
     * @return this
     */
    public Behaviour exposesErrorsOnlyByFlushes(boolean on) {
        exposesErrorsOnlyByFlushes = on;
        return this;
    }

    boolean exposesErrorsOnlyByFlushes() {
        return exposesErrorsOnlyByFlushes;
    }

    /**
     * Says whether {@link io.fileview.spi.WritebackRepair#notOnDisk} knows, or has to suspect all that it is asked.
     *
     * @param on true if it knows
     * @return this
     */
    public Behaviour knowsWhatIsOnDisk(boolean on) {
        knowsWhatIsOnDisk = on;
        return this;
    }

    boolean knowsWhatIsOnDisk() {
        return knowsWhatIsOnDisk;
    }

    /**
     * Says whether {@link io.fileview.spi.WritebackRepair#takeFreshBlocks} works.
     *
     * @param on true if it does
     * @return this
     */
    public Behaviour givesFreshBlocks(boolean on) {
        givesFreshBlocks = on;
        return this;
    }

    boolean givesFreshBlocks() {
        return givesFreshBlocks;
    }

    /**
     * Says whether evictions are counted.
     *
     * @param on true if they are
     * @return this
     */
    public Behaviour countsEvictions(boolean on) {
        countsEvictions = on;
        return this;
    }

    boolean countsEvictions() {
        return countsEvictions;
    }

    /**
     * Does as a system that must flush each mapped range: the flush of a file takes changes made through a range only
     * if the caller names the range among the live ones. In {@link Mode#SEGMENT} only.
     *
     * @param on true for that
     * @return this
     */
    public Behaviour flushesLiveRangesOnly(boolean on) {
        flushesLiveRangesOnly = on;
        return this;
    }

    boolean flushesLiveRangesOnly() {
        return flushesLiveRangesOnly;
    }
}
