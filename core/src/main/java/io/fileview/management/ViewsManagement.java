package io.fileview.management;

import io.fileview.Views;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/** Registers the counters of {@link Views} for management tools. Thread-safe. */
public final class ViewsManagement {
    private ViewsManagement() {}

    /**
     * Registers the counters as a bean of the platform's MBean server, for JConsole and similar
     * tools. Registering again does nothing. The library does not do so by itself, because it
     * starts the management of the JVM, which takes longer than many a command line tool runs.
     *
     * @return the name of the bean, {@code io.fileview:type=Views}
     * @throws IllegalStateException if the MBean server refuses the bean
     */
    public static synchronized ObjectName register() {
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
}
