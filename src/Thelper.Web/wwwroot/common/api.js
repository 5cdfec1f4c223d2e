// Asks the server. Failures are errors whose message is the server's own sentence; `status` is 0 where it cannot be reached.

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

// A page that is not the first of its server has what it asks for below its own address.
const root = location.pathname.replace(/\/$/, '');

/** The address of something below /api: parameters that are null or undefined are left out. */
export function url(path, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined) {
      query.set(name, value === true ? '1' : value === false ? '0' : String(value));
    }
  }
  const text = query.toString();
  return text ? `${root}${path}?${text}` : root + path;
}

async function ask(address, options, read) {
  let response;
  try {
    response = await fetch(address, options);
    if (response.ok) {
      return await read(response);
    }
  } catch (error) {
    // An answer that breaks off is none.
    if (error.name === 'AbortError') {
      throw error;
    }
    throw new ApiError(0, 'The server does not answer: has thelper been ended?');
  }
  const answer = await response.json().catch(() => null);
  throw new ApiError(response.status, answer?.error ?? `The server answers ${response.status}.`);
}

const json = response => response.json();

/** Reads JSON. NaN and infinities come as the texts "NaN", "Infinity", "-Infinity"; `number` reads them. */
export const get = (path, parameters, signal) => ask(url(path, parameters), { signal }, json);

/** Reads what is no JSON, as an ArrayBuffer. */
export const bytes = (path, parameters, signal) => ask(url(path, parameters), { signal }, response => response.arrayBuffer());

/** Sends JSON (or bytes: a Blob, ArrayBuffer or typed array) and reads JSON. */
export const post = (path, body, parameters, signal) => {
  const isBytes = body instanceof Blob || body instanceof ArrayBuffer || ArrayBuffer.isView(body);
  return ask(url(path, parameters), { method: 'POST', body: isBytes ? body : JSON.stringify(body ?? {}), signal }, json);
};

/**
 * Listens to server-sent events: `handlers` maps names to functions of the parsed data. The browser reconnects by itself, and `onAgain` is called then: what happened meanwhile was told to nobody.
 * Returns what ends it.
 */
export function events(path, handlers, onAgain) {
  const source = new EventSource(url(path));
  let isFirst = true;
  source.addEventListener('open', () => {
    if (!isFirst) {
      onAgain();
    }
    isFirst = false;
  });
  for (const [name, handler] of Object.entries(handlers)) {
    source.addEventListener(name, event => handler(JSON.parse(event.data)));
  }
  return () => source.close();
}

/** A number of an answer. */
export const number = value => (typeof value === 'string' ? Number(value) : value);
