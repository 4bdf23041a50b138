import { randomBytes } from "node:crypto";
import { maskPaths, project } from "../queries/project.js";
import type { CallContext, Message } from "../service.js";
import { notFound } from "../status.js";
import { type Document, documentMessage } from "../storage/document.js";
import { checkDatabase, checkDocumentName, checkId, collectionIdOf, databaseOf } from "../values/names.js";
import { compareNames } from "../values/compare.js";
import { toTimestamp } from "../values/timestamp.js";
import type { WriteMessage } from "../writes/write.js";
import { type CommitCheck, commitWrites } from "./commits.js";
import type { Databases } from "./database.js";
import type { Guard } from "./guard.js";
import type {
  BatchGetDocumentsRequest,
  CreateDocumentRequest,
  DeleteDocumentRequest,
  GetDocumentRequest,
  UpdateDocumentRequest,
} from "./messages.js";
import { readUnderLocks, type Reading, startReading } from "./reading.js";

/** The methods that read and write documents by name. */
export function documentMethods(databases: Databases, guard: Guard, check: CommitCheck) {
  async function read(
    context: CallContext,
    databaseName: string,
    names: readonly string[],
    reading: Reading,
  ): Promise<(Document | null)[]> {
    const database = databases.get(databaseName);
    const documents = await readUnderLocks(database, reading, { names }, () => ({
      value: names.map(database.store.reader(reading.at)),
    }));
    for (const [i, name] of names.entries()) {
      const document = documents[i] ?? null;
      guard.get(context.caller, database, name, document);
      context.charge?.({
        operation: "read",
        units: 1,
        collection: collectionIdOf(name),
        bytes: document?.size ?? 0,
      });
    }
    return documents;
  }

  async function getDocument(request: GetDocumentRequest, context: CallContext): Promise<Message> {
    const { name = "" } = request;
    checkDocumentName(name);
    const reading = startReading(databases.get(databaseOf(name)), request);
    const [document] = await read(context, databaseOf(name), [name], reading);
    if (!document) throw notFound(`Document "${name}" not found.`);
    return { ...documentMessage(project(document, maskPaths(request.mask))) };
  }

  async function batchGetDocuments(
    request: BatchGetDocumentsRequest,
    context: CallContext,
    send: (message: Message) => void,
  ): Promise<void> {
    const names = [...new Set(request.documents ?? [])];
    names.forEach(checkDocumentName);
    const paths = maskPaths(request.mask);
    const database = databases.get(request.database ?? databaseOf(names[0] ?? ""));
    for (const name of names) checkDatabase(name, database.name);
    const reading = startReading(database, request);
    const documents = await read(context, database.name, names, reading);
    const readTime = toTimestamp(reading.at ?? database.store.clock.now());
    if (reading.begun) send({ transaction: reading.begun.id, readTime });
    const found = documents.filter((document) => document !== null);
    for (const document of found.sort((a, b) => compareNames(a.name, b.name))) {
      send({ found: documentMessage(project(document, paths)), readTime });
    }
    for (const [i, name] of names.entries()) if (!documents[i]) send({ missing: name, readTime });
  }

  /** Commits one write and returns the document as it is then. */
  async function writeOne(write: WriteMessage, name: string, context: CallContext): Promise<Document> {
    const database = databases.get(databaseOf(name));
    await commitWrites(database, check, [write], undefined, context);
    const document = database.store.get(name);
    if (!document) throw notFound(`Document "${name}" not found.`);
    return document;
  }

  async function createDocument(request: CreateDocumentRequest, context: CallContext): Promise<Message> {
    const { parent = "", collectionId = "", documentId } = request;
    checkId(collectionId);
    if (documentId) checkId(documentId);
    const name = `${parent}/${collectionId}/${documentId || randomBytes(15).toString("hex").slice(0, 20)}`;
    const write = {
      update: { name, fields: request.document?.fields ?? {} },
      currentDocument: { exists: false },
    };
    return { ...documentMessage(project(await writeOne(write, name, context), maskPaths(request.mask))) };
  }

  async function updateDocument(request: UpdateDocumentRequest, context: CallContext): Promise<Message> {
    const { document = {}, updateMask, currentDocument } = request;
    const write: WriteMessage = { update: document };
    if (updateMask) write.updateMask = updateMask;
    if (currentDocument) write.currentDocument = currentDocument;
    const written = await writeOne(write, document.name ?? "", context);
    return { ...documentMessage(project(written, maskPaths(request.mask))) };
  }

  async function deleteDocument(request: DeleteDocumentRequest, context: CallContext): Promise<Message> {
    const { name = "", currentDocument } = request;
    const write: WriteMessage = { delete: name };
    if (currentDocument) write.currentDocument = currentDocument;
    await commitWrites(databases.get(databaseOf(name)), check, [write], undefined, context);
    return {};
  }

  return { getDocument, batchGetDocuments, createDocument, updateDocument, deleteDocument };
}
