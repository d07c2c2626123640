//! Faults on the wire: a proxy before a real server, and servers that speak from a transcript.
#![allow(dead_code)]

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// What befalls a connection.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    /// It is closed.
    Cut,
    /// It stays open, and nothing passes any more, in either direction.
    Still,
}

/// When it befalls it.
#[derive(Debug, Clone, Copy)]
pub enum When {
    /// After so many bytes from the server.
    FromServer(usize),
    /// After so many bytes from the client.
    FromClient(usize),
    /// Once the client has said this, which the server does not get to hear.
    Says(&'static str),
    /// Once the server has answered this, which the client does not get to hear.
    Answers(&'static str),
}

/// What befalls a connection and when, if anything does.
type Planned = Option<(When, Fault)>;

/// A proxy before a real server. Each connection takes the next of the planned faults; without one it passes everything.
pub struct Proxy {
    /// Where it listens.
    pub port: u16,
    plan: Arc<Mutex<VecDeque<Planned>>>,
    connections: Arc<AtomicUsize>,
    now: watch::Sender<Option<Fault>>,
}

impl Proxy {
    /// A proxy before the server on `port`.
    pub async fn before(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (now, befallen) = watch::channel(None);
        let proxy = Self {
            port: listener.local_addr().unwrap().port(),
            plan: Arc::default(),
            connections: Arc::default(),
            now,
        };
        let (plan, connections) = (Arc::clone(&proxy.plan), Arc::clone(&proxy.connections));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                connections.fetch_add(1, Ordering::SeqCst);
                let fault = plan.lock().unwrap().pop_front().flatten();
                let mut befallen = befallen.clone();
                befallen.mark_unchanged();
                tokio::spawn(async move {
                    if let Ok(server) = TcpStream::connect(("127.0.0.1", port)).await {
                        pass(client, server, fault, befallen).await;
                    }
                });
            }
        });
        proxy
    }

    /// Plans a fault for the next connection that has none yet.
    pub fn plan(&self, when: When, fault: Fault) {
        self.plan.lock().unwrap().push_back(Some((when, fault)));
    }

    /// Lets the next connection that has no plan yet pass whole.
    pub fn plan_none(&self) {
        self.plan.lock().unwrap().push_back(None);
    }

    /// Befalls all connections that are open now.
    pub fn strike(&self, fault: Fault) {
        self.now.send_replace(Some(fault));
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

async fn pass(
    mut client: TcpStream,
    mut server: TcpStream,
    fault: Planned,
    mut befallen: watch::Receiver<Option<Fault>>,
) {
    let (mut sent, mut answered) = (0, 0);
    let (mut said, mut heard) = (Vec::new(), Vec::new());
    loop {
        let (mut from_client, mut from_server) = (vec![0; 4096], vec![0; 4096]);
        let struck = tokio::select! {
            read = client.read(&mut from_client) => {
                let Ok(count @ 1..) = read else { return };
                let part = &from_client[..count];
                said.extend_from_slice(part);
                let (allowed, struck) = allowed(fault, part, sent, &said, true);
                sent += count;
                if server.write_all(&part[..allowed]).await.is_err() { return }
                struck
            }
            read = server.read(&mut from_server) => {
                let Ok(count @ 1..) = read else { return };
                let part = &from_server[..count];
                heard.extend_from_slice(part);
                let (allowed, struck) = allowed(fault, part, answered, &heard, false);
                answered += count;
                if client.write_all(&part[..allowed]).await.is_err() { return }
                struck
            }
            _ = befallen.changed() => *befallen.borrow(),
        };
        match struck {
            None => {}
            Some(Fault::Cut) => return,
            Some(Fault::Still) => std::future::pending().await,
        }
    }
}

/// How many bytes of `part` still pass, and what befalls the connection after them.
fn allowed(fault: Planned, part: &[u8], before: usize, all: &[u8], client: bool) -> (usize, Option<Fault>) {
    let contains = |words: &str| all.windows(words.len()).any(|window| window == words.as_bytes());
    match fault {
        Some((When::FromClient(limit), fault)) if client && before + part.len() >= limit => {
            (limit - before, Some(fault))
        }
        Some((When::FromServer(limit), fault)) if !client && before + part.len() >= limit => {
            (limit - before, Some(fault))
        }
        Some((When::Says(words), fault)) if client && contains(words) => (0, Some(fault)),
        Some((When::Answers(words), fault)) if !client && contains(words) => (0, Some(fault)),
        _ => (part.len(), None),
    }
}

/// A server that speaks from transcripts, one a connection, a line each:
/// `S: …` is sent, with `{tag}` for the first word of what the client said last; `C: …` waits for a line that holds these words;
/// `C. …` reads lines until one is a single dot; `CUT` closes; `HANG` stays silent. Further connections are closed at once.
pub struct Scripted {
    /// Where it listens.
    pub port: u16,
    failures: Arc<Mutex<Vec<String>>>,
    played: Arc<AtomicUsize>,
}

impl Scripted {
    /// A server with these transcripts.
    pub async fn new(transcripts: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let scripted =
            Self { port: listener.local_addr().unwrap().port(), failures: Arc::default(), played: Arc::default() };
        let mut transcripts: VecDeque<String> = transcripts.iter().map(|text| (*text).to_owned()).collect();
        let (failures, played) = (Arc::clone(&scripted.failures), Arc::clone(&scripted.played));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let Some(transcript) = transcripts.pop_front() else { continue };
                let (failures, played) = (Arc::clone(&failures), Arc::clone(&played));
                tokio::spawn(async move {
                    if let Err(failure) = play(client, &transcript).await {
                        failures.lock().unwrap().push(failure);
                    }
                    played.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        scripted
    }

    /// How many transcripts have come to their end.
    pub fn played(&self) -> usize {
        self.played.load(Ordering::SeqCst)
    }

    /// What clients said otherwise than the transcripts have it.
    pub fn failures(&self) -> Vec<String> {
        self.failures.lock().unwrap().clone()
    }
}

async fn play(client: TcpStream, transcript: &str) -> Result<(), String> {
    let mut client = BufReader::new(client);
    let mut tag = String::new();
    for step in transcript.lines().map(str::trim).filter(|step| !step.is_empty()) {
        let (kind, words) = step.split_at(2.min(step.len()));
        match kind {
            "S:" => {
                let line = format!("{}\r\n", words.trim_start().replace("{tag}", &tag).replace("\\r\\n", "\r\n"));
                client.write_all(line.as_bytes()).await.map_err(|error| format!("{step}: {error}"))?;
            }
            "C:" => {
                let line = line(&mut client).await?;
                tag = line.split(' ').next().unwrap_or_default().to_owned();
                if !line.contains(words.trim()) {
                    return Err(format!("expected {words}, got {line}"));
                }
            }
            "C." => while line(&mut client).await? != "." {},
            _ if step == "HANG" => std::future::pending().await,
            _ if step == "CUT" => return Ok(()),
            _ => return Err(format!("no step of a transcript: {step}")),
        }
    }
    // The last words are heard before the connection closes.
    let _ = client.shutdown().await;
    let mut rest = Vec::new();
    let _ = client.read_to_end(&mut rest).await;
    Ok(())
}

async fn line(client: &mut BufReader<TcpStream>) -> Result<String, String> {
    let mut line = Vec::new();
    match client.read_until(b'\n', &mut line).await {
        Ok(1..) => Ok(String::from_utf8_lossy(&line).trim_end().to_owned()),
        _ => Err("the client closed the connection".to_owned()),
    }
}
