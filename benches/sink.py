"""The least that a catalog can say: it takes everything and keeps nothing.

    python3 benches/sink.py [PORT]

Prints its address. Every call is read to its end and answered as Meta does
when all is well; a batch is finished at its first poll. So what is measured
against it is the client.
"""

import http.server
import itertools
import json
import sys
import urllib.parse


class Catalog(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    handles = itertools.count(1)

    def do_POST(self):
        left = int(self.headers.get("Content-Length", 0))
        while left > 0:
            read = self.rfile.read(min(left, 1 << 20))
            if not read:
                return
            left -= len(read)
        self.answer({"handles": [f"handle-{next(self.handles)}"], "validation_status": []})

    def do_GET(self):
        address = urllib.parse.urlsplit(self.path)
        if address.path.endswith("/check_batch_request_status"):
            handle = urllib.parse.parse_qs(address.query).get("handle", [""])[0]
            status = {"handle": handle, "status": "finished", "errors": [], "errors_total_count": 0}
            self.answer({"data": [{**status, "warnings": [], "ids_of_invalid_requests": []}]})
        elif address.path.endswith("/products"):
            self.answer({"data": []})
        else:
            self.answer({"id": "100", "name": "Sink", "vertical": "commerce", "product_count": 0})

    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), Catalog) as server:
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass
