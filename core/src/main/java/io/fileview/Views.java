package io.fileview;

import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.jspecify.annotations.Nullable;

/** All live views of the process. Thread-safe. */
public final class Views {
    static final Cleaner CLEANER = Cleaner.create();

    /** Mostly one at an address; views of a commit mapping may start at the same. */
    private static final Map<Long, List<WeakReference<View>>> BY_ADDRESS =
            new ConcurrentHashMap<>();

    private static final AtomicLong LIVE_VIEWS = new AtomicLong();
    private static final AtomicLong LIVE_MAPPINGS = new AtomicLong();
    private static final AtomicLong MAPPED_BYTES = new AtomicLong();
    private static final AtomicLong LOST_VIEWS = new AtomicLong();
    private static final AtomicLong CLOSED_OWING = new AtomicLong();
    private static final AtomicLong LOST_MAPPINGS = new AtomicLong();

    private Views() {}

    /**
     * Unmaps the view that starts at an address, as {@link View#close()}; of views of one commit
     * mapping that start there, the one mapped last.
     *
     * <p>Accepts what the documentation of {@code UnmapViewOfFile} accepts: the value that {@link
     * View#address()} returned, of a view that is mapped.
     *
     * @param address the address of the first byte of a view
     * @throws IllegalArgumentException if no view starts there; the message says which view, if any,
     *     the address lies in
     * @throws IllegalStateException as {@link View#close()}
     * @throws WrongThreadException as {@link View#close()}
     */
    public static void unmap(long address) {
        View view = startingAt(address);
        if (view == null) {
            throw new IllegalArgumentException(
                    "no view starts at address 0x"
                            + Long.toHexString(address)
                            + at(address)
                                    .map(
                                            inside -> "; it lies inside "
                                                    + inside
                                                    + ": give that address")
                                    .orElse(": it was never mapped here, or is unmapped already"));
        }
        view.close();
    }

    /**
     * The live view that an address lies in.
     *
     * @param address any address
     * @return the view; empty where the address lies in none
     */
    public static Optional<View> at(long address) {
        for (View view : live()) {
            if (address >= view.address() && address - view.address() < view.length()) {
                return Optional.of(view);
            }
        }
        return Optional.empty();
    }

    /**
     * All live views, in no particular order.
     *
     * @return the views that were mapped at some moment during the call
     */
    public static List<View> live() {
        List<View> views = new ArrayList<>();
        BY_ADDRESS.values().forEach(known -> views.addAll(mapped(known)));
        return views;
    }

    /**
     * The counters.
     *
     * @return their values now
     */
    public static ViewStatistics statistics() {
        return new ViewStatistics(
                LIVE_MAPPINGS.get(),
                LIVE_VIEWS.get(),
                MAPPED_BYTES.get(),
                LOST_MAPPINGS.get(),
                LOST_VIEWS.get(),
                CLOSED_OWING.get());
    }

    /**
     * Shows the counters as a bean of the platform's MBean server, for JConsole and the like. Calling
     * it again does nothing. Not done by itself, because it starts the management of the JVM, which
     * costs a command line tool more than its work.
     *
     * @return the name of the bean, {@code io.fileview:type=Views}
     */
    public static synchronized ObjectName registerMXBean() {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            ObjectName name = new ObjectName("io.fileview:type=Views");
            if (!server.isRegistered(name)) {
                ViewsMXBean bean = Views::statistics;
                server.registerMBean(new StandardMBean(bean, ViewsMXBean.class, true), name);
            }
            return name;
        } catch (JMException e) {
            throw new IllegalStateException("the MBean server refused the counters of views", e);
        }
    }

    static void register(ViewWatch watch, View view) {
        remember(watch.address(), view);
        LIVE_VIEWS.incrementAndGet();
        MAPPED_BYTES.addAndGet(watch.length());
    }

    static void move(ViewWatch watch, View view, long address, long length) {
        forget(watch);
        MAPPED_BYTES.addAndGet(length - watch.length());
        watch.moved(address, length);
        remember(address, view);
    }

    static void unregister(ViewWatch watch) {
        forget(watch);
        LIVE_VIEWS.decrementAndGet();
        MAPPED_BYTES.addAndGet(-watch.length());
    }

    private static void remember(long address, View view) {
        List<WeakReference<View>> alone = List.of(new WeakReference<>(view));
        BY_ADDRESS.merge(
                address,
                alone,
                (before, added) -> {
                    List<WeakReference<View>> all = new ArrayList<>(before);
                    all.addAll(added);
                    return List.copyOf(all);
                });
    }

    /** The address may be mapped again by now: forget only the view that was meant. */
    private static void forget(ViewWatch watch) {
        BY_ADDRESS.computeIfPresent(
                watch.address(),
                (address, known) -> {
                    List<WeakReference<View>> others =
                            known.stream().filter(each -> isOther(each.get(), watch)).toList();
                    return others.isEmpty() ? null : others;
                });
    }

    private static boolean isOther(@Nullable View view, ViewWatch watch) {
        return view != null && !view.isWatchedBy(watch);
    }

    private static List<View> mapped(List<WeakReference<View>> known) {
        List<View> views = new ArrayList<>(1);
        for (WeakReference<View> reference : known) {
            View view = reference.get();
            if (view != null && view.isMapped()) {
                views.add(view);
            }
        }
        return views;
    }

    static void opened() {
        LIVE_MAPPINGS.incrementAndGet();
    }

    static void closed() {
        LIVE_MAPPINGS.decrementAndGet();
    }

    static void viewLost(String what, @Nullable Throwable openSite) {
        LOST_VIEWS.incrementAndGet();
        report(what, openSite);
    }

    static void mappingLost(String what, @Nullable Throwable openSite) {
        LOST_MAPPINGS.incrementAndGet();
        report(what, openSite);
    }

    static void closedOwing(String name, List<ByteRange> owed) {
        CLOSED_OWING.incrementAndGet();
        System.getLogger("io.fileview")
                .log(
                        Level.WARNING,
                        "closed while it owes changes that no flush has made durable: "
                                + name
                                + ", "
                                + owed.stream().mapToLong(ByteRange::length).sum()
                                + " bytes from offset "
                                + owed.stream().mapToLong(ByteRange::offset).min().orElse(0)
                                + "; open it again READ_WRITE, look at them, and flush");
    }

    private static void report(String what, @Nullable Throwable openSite) {
        System.getLogger("io.fileview")
                .log(
                        Level.WARNING,
                        "lost without being closed: "
                                + what
                                + (openSite == null
                                        ? "; open the mapping with recordOpenSite() to learn where"
                                        : ""),
                        openSite);
    }

    private static @Nullable View startingAt(long address) {
        List<View> views = mapped(BY_ADDRESS.getOrDefault(address, List.of()));
        return views.isEmpty() ? null : views.getLast();
    }
}
