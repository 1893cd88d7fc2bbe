/// A service that names what is on pictures.
module example.http {
    requires dev.chainrule.lab;
    requires jdk.httpserver;
}
