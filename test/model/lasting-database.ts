import { openDatabase, type Database } from '../../src/db/database.ts';

/** A database that outlives the pools over it, as it outlives the processes of a shop. */
export class LastingDatabase {
  readonly #url: string;
  #db: Database;

  constructor(url: string) {
    this.#url = url;
    this.#db = this.#open();
  }

  get db(): Database {
    return this.#db;
  }

  async restart(): Promise<void> {
    await this.close();
    this.#db = this.#open();
  }

  close(): Promise<void> {
    return this.#db.destroy();
  }

  #open(): Database {
    return openDatabase({ url: this.#url, poolSize: 8 });
  }
}
