package io.fileview.memory;

/** What an engine may have or not; the memory engine has all of it unless it is built without. */
public enum Ability {
    /** {@link io.fileview.spi.WritebackRepair}. */
    WRITEBACK_REPAIR,
    /** {@link io.fileview.spi.BlockCloning}. */
    BLOCK_CLONING,
    /** {@link io.fileview.spi.ExtendedAttribute}. */
    EXTENDED_ATTRIBUTE,
    /** {@link io.fileview.spi.EngineFile#status}: more than identity and size; and the user. */
    OWNERS,
    /** {@link io.fileview.spi.EngineFile#keepsLocks}. */
    LASTING_LOCKS,
    /** {@link io.fileview.spi.PageResidency}. */
    RESIDENCY,
    /** {@link io.fileview.spi.PageLocking}. */
    PAGE_LOCKING,
    /** {@link io.fileview.spi.PrivatePages}. */
    PRIVATE_PAGES,
    /** {@link io.fileview.spi.EngineFile#cached}. */
    CACHE_COUNTS,
    /** Advice is taken. */
    ADVICE
}
