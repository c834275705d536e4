mod tables;
mod vocabulary;
