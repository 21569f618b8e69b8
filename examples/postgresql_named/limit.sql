-- End the sessions of this database that keep a transaction open and idle for a minute.
ALTER DATABASE :"DBNAME" SET idle_in_transaction_session_timeout = '1min';
