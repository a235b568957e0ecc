using Microsoft.EntityFrameworkCore;

namespace Tributary.Data;

/// <summary><see cref="TributaryDb"/> in one SQLite file; owns the migrations under Migrations/Sqlite.</summary>
public sealed class SqliteDb(DbContextOptions<SqliteDb> options) : TributaryDb(options)
{
    public override bool IsPostgres => false;
}

/// <summary><see cref="TributaryDb"/> in PostgreSQL; owns the migrations under Migrations/Postgres.</summary>
public sealed class PostgresDb(DbContextOptions<PostgresDb> options) : TributaryDb(options)
{
    public override bool IsPostgres => true;
}
