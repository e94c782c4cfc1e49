package io.fileview.windows;

/** Placeholder. */
final class PageLocks {}
