package io.fileview.memory;

import io.fileview.spi.BlockCloning;
import io.fileview.spi.Directory;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.ExtendedAttribute;
import io.fileview.spi.MappedRange;
import io.fileview.spi.PageLocking;
import io.fileview.spi.PageResidency;
import io.fileview.spi.PrivatePages;
import io.fileview.spi.SoftwarePages;
import io.fileview.spi.WritebackRepair;

/** What a fault can be put on: each call of the seam that can fail, and the three requests to the disk behind them. */
public enum Operation {
    /** {@link Engine#open}. */
    OPEN,
    /** {@link Engine#openMemory}. */
    OPEN_MEMORY,
    /** {@link Engine#resolve}. */
    RESOLVE,

    /** {@link Directory#open}. */
    OPEN_ENTRY,
    /** {@link Directory#openTemporary}. */
    OPEN_TEMPORARY,
    /** {@link Directory#find} and {@link Directory#status}. */
    FIND,
    /** {@link Directory#remove}. */
    REMOVE,
    /** {@link Directory#rename}. */
    RENAME,
    /** {@link Directory#flush}. */
    FLUSH_DIRECTORY,

    /** {@link EngineFile#size}. */
    SIZE,
    /** {@link EngineFile#status}. */
    STATUS,
    /** {@link EngineFile#copyPermissionsOf}. */
    COPY_PERMISSIONS,
    /** {@link EngineFile#extend}. */
    EXTEND,
    /** {@link EngineFile#truncate}. */
    TRUNCATE,
    /** {@link EngineFile#reserve}. */
    RESERVE,
    /** {@link EngineFile#read}. */
    READ,
    /** {@link EngineFile#write}. */
    WRITE,
    /** {@link EngineFile#map}. */
    MAP,
    /** {@link EngineFile#flush}. */
    FLUSH,
    /** {@link EngineFile#flushMetadata}. */
    FLUSH_METADATA,
    /** {@link EngineFile#discardCreated}. */
    DISCARD_CREATED,
    /** {@link EngineFile#lock}. */
    LOCK,
    /** {@link EngineFile#unlock}. */
    UNLOCK,
    /** {@link EngineFile#cached}; a fault makes it empty. */
    CACHED,
    /** {@link BlockCloning#cloneFrom}. */
    CLONE,

    /** {@link ExtendedAttribute#read}. */
    READ_ATTRIBUTE,
    /** {@link ExtendedAttribute#write}. */
    WRITE_ATTRIBUTE,
    /** {@link ExtendedAttribute#remove}. */
    REMOVE_ATTRIBUTE,

    /** {@link WritebackRepair#lookForWriteError}. */
    LOOK_FOR_WRITE_ERROR,
    /** {@link WritebackRepair#dirtyAgain}. */
    DIRTY_AGAIN,
    /** {@link WritebackRepair#notOnDisk}. */
    NOT_ON_DISK,
    /** {@link WritebackRepair#takeFreshBlocks}; a fault makes it false. */
    TAKE_FRESH_BLOCKS,

    /** {@link MappedRange#unmap}. */
    UNMAP,
    /** {@link MappedRange#remap}; a fault that comes after it loses the range. */
    REMAP,
    /** {@link MappedRange#flush}. */
    FLUSH_RANGE,
    /** {@link MappedRange#prefetch}. */
    PREFETCH,
    /** {@link MappedRange#advise}. */
    ADVISE,
    /** {@link PageResidency#pages}. */
    PAGES,
    /** {@link PageResidency#trim}. */
    TRIM,
    /** {@link PageLocking#lock}. */
    LOCK_PAGES,
    /** {@link PageLocking#unlock}. */
    UNLOCK_PAGES,
    /** {@link PrivatePages#changed}. */
    CHANGED,
    /** {@link PrivatePages#discard}. */
    DISCARD,
    /** {@link SoftwarePages#read}. */
    READ_PAGES,
    /** {@link SoftwarePages#write}. */
    WRITE_PAGES,

    /** The disk reads one page. A fault fails the call that needs it. */
    DISK_READ,
    /**
     * The disk writes one page. After a fault the page counts as clean, and the error is kept for each open file, as
     * Linux does it.
     */
    DISK_WRITE,
    /** The disk empties its own cache. A fault fails the flush. */
    DISK_FLUSH;

    boolean flushes() {
        return switch (this) {
            case FLUSH_DIRECTORY, FLUSH, FLUSH_METADATA, FLUSH_RANGE, LOOK_FOR_WRITE_ERROR,
                    DISK_FLUSH ->
                true;
            default -> false;
        };
    }

    boolean reads() {
        return switch (this) {
            case READ, PREFETCH, READ_PAGES, DISK_READ, LOCK_PAGES -> true;
            default -> false;
        };
    }

    boolean takesRoom() {
        return switch (this) {
            case OPEN, OPEN_MEMORY, OPEN_ENTRY, OPEN_TEMPORARY, EXTEND, RESERVE, WRITE, WRITE_PAGES,
                    CLONE, WRITE_ATTRIBUTE ->
                true;
            default -> false;
        };
    }

    boolean needsPermission() {
        return switch (this) {
            case OPEN, OPEN_ENTRY, OPEN_TEMPORARY, RESOLVE, FIND, REMOVE, RENAME, DISCARD_CREATED ->
                true;
            default -> false;
        };
    }
}
