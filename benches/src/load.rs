//! Clients that send the next request when the last one is answered, over connections that stay open.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Fallible;

/// How hard, and for how long.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) connections: usize,
    pub(crate) duration: Duration,
}

/// What came of it.
pub(crate) struct Load {
    pub(crate) latencies: Vec<Duration>,
    elapsed: Duration,
}

impl Load {
    /// Answers a second.
    pub(crate) fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.elapsed.as_secs_f64()
    }

    /// The latency that this part of the requests kept, in microseconds.
    pub(crate) fn percentile(&mut self, part: f64) -> f64 {
        self.latencies.sort_unstable();
        let position = (self.latencies.len() as f64 * part) as usize;
        let latency = self.latencies.get(position).or(self.latencies.last());
        latency.map_or(f64::NAN, |latency| latency.as_secs_f64() * 1e6)
    }
}

/// Sends these requests, over and over, each connection beginning with another one. Every answer must
/// be a 200.
pub(crate) async fn drive(address: SocketAddr, requests: &[Vec<u8>], plan: Plan) -> Fallible<Load> {
    let apart = requests.len() / plan.connections;
    let mut connections = Vec::new();
    for _ in 0..plan.connections {
        connections.push(Connection::open(address).await?);
    }
    let start = Instant::now();
    let clients = connections.into_iter().enumerate().map(async |(number, mut connection)| {
        let mut latencies = Vec::new();
        for request in requests.iter().cycle().skip(number * apart) {
            let sent = Instant::now();
            if sent - start >= plan.duration {
                break;
            }
            match connection.send(request).await? {
                200 => latencies.push(sent.elapsed()),
                status => return Err(format!("answered with {status}").into()),
            }
        }
        Fallible::Ok(latencies)
    });
    let latencies = try_join_all(clients).await?.concat();
    Ok(Load { latencies, elapsed: start.elapsed() })
}

/// A keep-alive connection. It does no more than read one answer after the other: what the client
/// costs is taken from the server, on the same cores.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Fallible<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(4096) })
    }

    /// Sends a request, reads the answer to its end, and returns its status.
    pub(crate) async fn send(&mut self, request: &[u8]) -> Fallible<u16> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the server hung up".into());
            }
            if let Some(status) = complete(&self.buffer)? {
                return Ok(status);
            }
        }
    }
}

/// The status of an answer, once all of it is there.
fn complete(answer: &[u8]) -> Fallible<Option<u16>> {
    let mut headers = [httparse::EMPTY_HEADER; 16];
    let mut head = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head_bytes) = head.parse(answer)? else {
        return Ok(None);
    };
    let length = head.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length = length.map_or(Ok(""), |header| std::str::from_utf8(header.value))?;
    let body_bytes: usize = length.parse()?;
    Ok(if answer.len() >= head_bytes + body_bytes { head.code } else { None })
}

/// A `GET`, with a token.
pub(crate) fn get(path: &str, token: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n").into_bytes()
}

/// A `POST` of a JSON document.
pub(crate) fn post(path: &str, json: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{json}",
        json.len(),
    )
    .into_bytes()
}
